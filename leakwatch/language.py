"""Sentences in the language of the organisation: gettext catalogues, read as they are written."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from importlib.resources import files

#: an English sentence, with its fields in braces, in the language wanted
Say = Callable[[str], str]

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh")
ENTRY = re.compile(r'^(msgid|msgstr) ((?:".*"\s*)+)', re.MULTILINE)


def language(name: str) -> Say:
    """What says an English sentence in a language; one that is not translated stays English."""
    return str if name == ENGLISH else Catalogue(catalogue(name))


class Catalogue:
    """Sentences by the English ones.

    >>> Catalogue({"no": "否"})("no"), Catalogue({})("no")
    ('否', 'no')
    """

    def __init__(self, sentences: dict[str, str]) -> None:
        self.sentences = sentences

    def __call__(self, sentence: str) -> str:
        """The sentence, translated where it can be."""
        return self.sentences.get(sentence) or sentence


def catalogue(name: str) -> dict[str, str]:
    """The English sentences of a language's catalogue and what they are there."""
    place = files("leakwatch") / "locale" / name / "LC_MESSAGES" / "leakwatch.po"
    return entries(place.read_text(encoding="utf-8"))


def entries(text: str) -> dict[str, str]:
    r"""The entries of a .po file without plurals or contexts; its header is left out.

    >>> entries('msgid ""\n"a\\"b"\nmsgstr "c"\n')
    {'a"b': 'c'}
    """
    found: dict[str, str] = {}
    english = ""
    for keyword, quoted in ENTRY.findall(text):
        said = "".join(ast.literal_eval(line) for line in quoted.split("\n") if line.strip())
        if keyword == "msgid":
            english = said
        elif english:
            found[english] = said
    return found
