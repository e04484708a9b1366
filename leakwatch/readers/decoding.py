"""Bytes of a text file → UTF-8, read once: by its BOM, else strict UTF-8, else strict GB18030."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import numpy as np
import pyarrow as pa

from leakwatch.errors import SourceError
from leakwatch.readers import opening
from leakwatch.readers.opening import RawFile
from leakwatch.readers.packing import pieces

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: an XML declaration of what is taken neither for UTF-8 nor for GB18030
DECLARED = re.compile(
    rb"""<\?xml [^>]*encoding=["'](iso-8859-(?:1[013-6]?|[2-9])|windows-125\d|big5|shift_jis|"""
    rb"""euc-jp|euc-kr|koi8-[ru])["']""",
    re.IGNORECASE,
)
#: text of which a tenth is NUL bytes is UTF-16 that does not say so
MOST_NULS = 0.1
NUL = opening.NUL.encode()
#: the first bytes of a character of UTF-8 that has so many
LEADS = ((range(0xC2, 0xE0), 2), (range(0xE0, 0xF0), 3), (range(0xF0, 0xF5), 4))


class MisreadError(SourceError):
    """What was given of a file as UTF-8 is not: `raw` says so when it is read again."""

    def __init__(self, raw: RawFile) -> None:
        self.raw = raw
        super().__init__("not UTF-8 after all", where=raw.where, hint="it is read again")


def utf8(raw: RawFile) -> Iterator[bytes]:
    """The file's text as UTF-8, in pieces that end anywhere between two characters.

    SourceError names the first byte that neither UTF-8 nor GB18030 has; MisreadError asks to be
    called again with what it learned, where a later piece tells that earlier ones were no UTF-8.
    A character cut off by the end of the file becomes a NUL, which no text holds: its row goes to
    quarantine.
    """
    found = pieces(raw)
    first = next(found, b"")
    bom = next(((mark, name) for mark, name in BOMS if first.startswith(mark)), None)
    if bom is None and first.count(NUL) > len(first) * MOST_NULS:
        raise SourceError(f"a NUL at byte {first.index(NUL)}: no text, or UTF-16",
                          where=raw.where, hint="deliver it in UTF-8")  # fmt: skip
    whole, declared = chain([first], found), DECLARED.match(first)
    if bom:
        said = f"not {bom[1]}, as its first bytes promise,"
        text = _decoded(whole, bom[1], said, raw)
        yield next(text).removeprefix(codecs.BOM_UTF8)
        yield from text
    elif raw.misread is not None:
        yield from _otherwise(whole, raw, raw.misread, declared)
    elif (wrong := _wrong(first[: _settled(first)])) is not None:
        yield from _otherwise(whole, raw, wrong, declared)
    else:
        yield from _valid(whole, raw)


def _otherwise(
    whole: Iterator[bytes], raw: RawFile, wrong: int, declared: re.Match[bytes] | None
) -> Iterator[bytes]:
    if declared:
        name = declared[1].decode()
        return _decoded(whole, name, f"not {name}, as its first line promises,", raw)
    said = f"neither UTF-8 (from byte {wrong} on) nor GB18030"
    return _decoded(whole, "gb18030", said, raw)


def _valid(whole: Iterator[bytes], raw: RawFile) -> Iterator[bytes]:
    """UTF-8 as it is; MisreadError where it is none."""
    rest, at = b"", 0
    for piece in whole:
        data = rest + piece
        end = _settled(data)
        if (wrong := _wrong(data[:end])) is not None:
            raise MisreadError(replace(raw, misread=at + wrong))
        rest, at = data[end:], at + end
        yield data[:end]
    if rest:
        yield NUL


def _settled(data: bytes) -> int:
    """How many bytes make whole characters; at most three are left."""
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        need = next((length for leads, length in LEADS if byte in leads), 0)
        if need or not 0x80 <= byte < 0xC0:
            return len(data) - back if need > back else len(data)
    return len(data)


def _wrong(data: bytes) -> int | None:
    """Where the first byte is that is not UTF-8; None where all are."""
    offsets = pa.py_buffer(np.array([0, len(data)], np.int64))
    text = pa.LargeStringArray.from_buffers(1, offsets, pa.py_buffer(data))
    try:
        # several times faster than decoding
        text.validate(full=True)
    except pa.ArrowInvalid:
        try:
            data.decode()
        except UnicodeDecodeError as error:
            return error.start
    return None


def _decoded(whole: Iterator[bytes], name: str, said: str, raw: RawFile) -> Iterator[bytes]:
    decoder, at = codecs.getincrementaldecoder(name)("strict"), 0
    for piece in whole:
        pending = len(decoder.getstate()[0])
        try:
            yield decoder.decode(piece).encode()
        except UnicodeDecodeError as error:
            raise SourceError(f"{said} at byte {at - pending + error.start}", where=raw.where,
                              hint="deliver it in one of these") from error  # fmt: skip
        at += len(piece)
    if decoder.getstate()[0]:
        yield NUL
