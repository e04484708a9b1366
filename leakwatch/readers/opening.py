"""Opens a raw file: its digest, its compression, its encoding, its text as a stream of UTF-8."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import zstandard

from leakwatch.errors import SourceError

PIECE = 32 << 20
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class RawFile:
    """One file as it was delivered; `digest` is the SHA-256 of its bytes on disk."""

    path: Path
    digest: str
    size: int


def look(path: Path) -> RawFile:
    """The file's digest and size; SourceError where it is empty or cannot be read."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=str(path)) from error
    if not size:
        raise SourceError(
            "the file is empty", where=str(path), hint="ask the source to deliver it again"
        )
    return RawFile(path, digest, size)


@contextmanager
def _plain(path: Path) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(file) as unpacked:
                yield cast(IO[bytes], unpacked)
        elif magic == b"\x28\xb5\x2f\xfd":
            with zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True) as plain:
                yield plain
        else:
            yield file


def pieces(path: Path) -> Iterator[bytes]:
    """The file's bytes, unpacked; SourceError where the packing is cut short or broken."""
    try:
        with _plain(path) as file:
            while piece := file.read(PIECE):
                yield piece
    except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
        raise SourceError(f"the compressed file is cut short or broken ({error})", where=str(path),
                          hint="deliver it again; nothing of it was taken") from error  # fmt: skip


def _cut_short(error: UnicodeDecodeError) -> bool:
    return error.reason == "unexpected end of data" and len(error.object) - error.start < 4


def encoding(path: Path) -> str:
    """By its BOM, else strict UTF-8, else GB18030 (which `utf8` then reads strictly)."""
    decoder, first = codecs.getincrementaldecoder("utf-8")("strict"), True
    try:
        for piece in pieces(path):
            if first:
                for bom, name in BOMS:
                    if piece.startswith(bom):
                        return name
                first = False
            if not piece.isascii() or decoder.getstate()[0]:
                decoder.decode(piece)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def utf8(path: Path) -> Iterator[bytes]:
    """The file's text as UTF-8, in pieces that end anywhere between two characters.

    SourceError names the first byte that neither UTF-8 nor GB18030 has. A character cut off by
    the end of the file ends the text: its row is short and goes to quarantine as such.
    """
    name = encoding(path)
    decoder, at = codecs.getincrementaldecoder(name)("strict"), 0
    for piece in pieces(path):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as error:
            raise SourceError(
                f"neither UTF-8 nor GB18030 at byte {at - pending + error.start}",
                where=str(path),
                hint="deliver it in one of these",
            ) from error
        yield text.removeprefix("\ufeff").encode() if at == 0 else text.encode()
        at += len(piece)
