"""Opens a raw file: its digest, its compression, its encoding, its text as a stream of UTF-8."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from leakwatch.errors import SourceError

PIECE = 32 << 20
PACKED = 1 << 17
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: text of which a tenth is NUL bytes is UTF-16 that does not say so
MOST_NULS = 0.1
NUL = "\x00"


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
        raise empty(str(path))
    return RawFile(path, digest, size)


def empty(where: str) -> SourceError:
    """What is said of a file with nothing in it."""
    return SourceError("the file is empty", where=where, hint="ask the source to deliver it again")


def unchanged(raw: RawFile) -> None:
    """SourceError where the file is not as long as it was: somebody still writes it."""
    try:
        size = raw.path.stat().st_size
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=str(raw.path)) from error
    if size != raw.size:
        raise SourceError("the file changed while it was read", where=str(raw.path),
                          hint="the next run reads it again")  # fmt: skip


def _frames(file: IO[bytes]) -> Iterator[bytes]:
    """Zstandard frames, unpacked; EOFError where the last is cut short, which no reader tells."""
    unpack, rest = None, b""
    while packed := rest or file.read(PACKED):
        unpack = unpack or zstandard.ZstdDecompressor().decompressobj()
        yield unpack.decompress(packed)
        rest = unpack.unused_data if unpack.eof else b""
        unpack = None if unpack.eof else unpack
    if unpack:
        raise EOFError("a frame has no end")


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        if magic == zstandard.FRAME_HEADER:
            yield from _frames(file)
        elif magic[:2] == b"\x1f\x8b":
            with gzip.open(file) as unpacked:
                yield from iter(lambda: unpacked.read(PIECE), b"")
        else:
            yield from iter(lambda: file.read(PIECE), b"")


def pieces(path: Path) -> Iterator[bytes]:
    """The file's bytes, unpacked, in large pieces; SourceError where the packing is broken."""
    gathered, size = [], 0
    try:
        for part in _plain(path):
            gathered.append(part)
            size += len(part)
            if size >= PIECE:
                yield b"".join(gathered)
                gathered, size = [], 0
    except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
        raise SourceError(f"the compressed file is cut short or broken ({error})", where=str(path),
                          hint="deliver it again; nothing of it was taken") from error  # fmt: skip
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", where=str(path)) from error
    if size:
        yield b"".join(gathered)


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes are read, and what is said where a byte does not fit."""

    name: str
    otherwise: str


def encoding(path: Path) -> Encoding:
    """By its BOM, else strict UTF-8, else GB18030 (which `utf8` then reads strictly)."""
    decoder, at = codecs.getincrementaldecoder("utf-8")("strict"), 0
    for piece in pieces(path):
        if at == 0:
            for bom, name in BOMS:
                if piece.startswith(bom):
                    return Encoding(name, f"not {name}, as its first bytes promise,")
            if piece.count(NUL.encode()) > len(piece) * MOST_NULS:
                raise SourceError(f"a NUL at byte {piece.index(NUL.encode())}: no text, or UTF-16",
                                  where=str(path), hint="deliver it in UTF-8")  # fmt: skip
        pending = len(decoder.getstate()[0])
        try:
            if pending or not piece.isascii():
                decoder.decode(piece)
        except UnicodeDecodeError as error:
            first = at - pending + error.start
            return Encoding("gb18030", f"neither UTF-8 (from byte {first} on) nor GB18030")
        at += len(piece)
    return Encoding("utf-8", "not UTF-8")


def utf8(path: Path) -> Iterator[bytes]:
    """The file's text as UTF-8, in pieces that end anywhere between two characters.

    SourceError names the first byte that neither UTF-8 nor GB18030 has. A character cut off by
    the end of the file becomes a NUL, which no text holds: its row goes to quarantine.
    """
    found = encoding(path)
    decoder, at = codecs.getincrementaldecoder(found.name)("strict"), 0
    for piece in pieces(path):
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(piece)
        except UnicodeDecodeError as error:
            raise SourceError(
                f"{found.otherwise} at byte {at - pending + error.start}",
                where=str(path),
                hint="deliver it in one of these",
            ) from error
        yield text.removeprefix("\ufeff").encode() if at == 0 else text.encode()
        at += len(piece)
    if decoder.getstate()[0]:
        yield NUL.encode()
