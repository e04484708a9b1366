"""How a header is written, made comparable."""

from __future__ import annotations

import re
import unicodedata

NOTE = re.compile(r"[(（\[【].*?[)）\]】]")
SIGNS = re.compile(r"[\s_\-.:：*#\"']+")


def plain(header: str) -> str:
    """A header without case, spaces, signs and what stands in brackets.

    >>> plain("Actor.E-mail"), plain("操作时间（北京）"), plain("operate_Time")
    ('actoremail', '操作时间', 'operatetime')
    """
    text = unicodedata.normalize("NFKC", header)
    bare = SIGNS.sub("", NOTE.sub("", text)).casefold()
    return bare or SIGNS.sub("", text).casefold()


def han(text: str) -> bool:
    """True where a text is written in Chinese.

    >>> han("操作时间"), han("IP地址"), han("time")
    (True, True, False)
    """
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
