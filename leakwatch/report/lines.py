"""Lines of a raw file by number: the digest of each, so that anybody can find it again.

A line is what stands between two line feeds of the file as delivered (unpacked, where it is gzip
or Zstandard), counted from 1; its digest is the SHA-256 of its bytes without a line end.
"""

from __future__ import annotations

import gzip
import hashlib
import tempfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import zstandard

from leakwatch.errors import SourceError
from leakwatch.readers.growing import FIRST, Growing
from leakwatch.readers.opening import HASHED, RawFile
from leakwatch.readers.packing import PACKINGS, bounded

if TYPE_CHECKING:
    from leakwatch.connector import Connector

FEED = b"\n"
ENDS = b"\r"
BROKEN = (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError)


def packing(raw: BinaryIO) -> str:
    """How a file is packed; empty where it is not."""
    raw.seek(0)
    first = raw.read(4)
    return next((name for magic, name in PACKINGS.items() if first.startswith(magic)), "")


def pieces(raw: BinaryIO, size: int) -> Iterator[bytes]:
    """The bytes of a file of `size`, unpacked; SourceError where the packing is broken."""
    name = packing(raw)
    raw.seek(0)
    source: Any = raw
    # neither closes what it reads from
    if name == "gzip":
        source = gzip.GzipFile(fileobj=raw)
    elif name:
        whole = zstandard.ZstdDecompressor()
        source = whole.stream_reader(raw, read_across_frames=True, closefd=False)
    read = 0
    try:
        while piece := source.read(HASHED):
            read += len(piece)
            if name:
                bounded(read, size, "raw")
            yield piece
    except BROKEN as error:
        raise SourceError(f"the compressed file is cut short or broken ({error})") from error


def lined(raw: BinaryIO, size: int, connector: Connector | None) -> bool:
    """True where the numbers that the lake keeps of a file are numbers of its lines.

    Rows of a workbook, records of one document and elements of XML have numbers of their own.
    """
    if connector is None:
        return False
    first = next(pieces(raw, size), b"")[:FIRST]
    with tempfile.NamedTemporaryFile() as draft:
        draft.write(first)
        draft.flush()
        return Growing(connector).head(RawFile(Path(draft.name), "", len(first))) is not None


def digests(raw: BinaryIO, size: int, wanted: Collection[int]) -> dict[int, str]:
    """Line → its digest; a line that the file does not have is absent."""
    ahead = sorted(set(wanted), reverse=True)
    found: dict[int, str] = {}
    number, held = 1, _Held()
    for piece in pieces(raw, size):
        if not ahead:
            return found
        last = number + piece.count(FEED)
        if ahead[-1] > last:
            # nobody asked for a line of this piece, nor for the one that begins at its end
            number, held = last, _Held()
            continue
        for at, part in enumerate(piece.split(FEED)):
            if at:
                _told(found, ahead, number, held)
                number, held = number + 1, _Held()
            if ahead and ahead[-1] == number:
                held.take(part)
    if held.some:
        _told(found, ahead, number, held)
    return found


class _Held:
    """The digest of a line that may go on in the next piece; carriage returns end it."""

    def __init__(self) -> None:
        self.digest, self._returns, self.some = hashlib.sha256(), b"", False

    def take(self, part: bytes) -> None:
        """More of the line."""
        if not part:
            return
        body = part.rstrip(ENDS)
        if body:
            self.digest.update(self._returns + body)
            self._returns = b""
        self._returns += part[len(body) :]
        self.some = True


def _told(found: dict[int, str], ahead: list[int], number: int, held: _Held) -> None:
    """Notes a line that ended, if it was asked for."""
    if ahead and ahead[-1] == number:
        ahead.pop()
        found[number] = held.digest.hexdigest()
