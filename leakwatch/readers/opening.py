"""A raw file: its bytes as they were delivered, and the digest that names them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from io import RawIOBase
from pathlib import Path

from leakwatch.errors import SourceError

PIECE = 16 << 20
HASHED = 1 << 20
NUL = "\x00"
#: size, times of the last change to content and to the entry, and which file it is
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class Reach:
    """How far a file that may grow was read: its new bytes, and the digest of all up to there.

    `stem` is the digest of its first bytes, as many as the largest power of two up to there;
    `open` where its last record begins, while what comes next may still belong to it.
    """

    begins: int
    ends: int
    digest: str
    stem: str
    open: int | None = None


@dataclass(frozen=True)
class RawFile:
    """One file as it was delivered; `digest` is the SHA-256 of its bytes.

    `path` is where they lie, `place` what people call it where that is not its path, `member` its
    name in an archive, `parts` the ranges of the file at `path` that make it up (empty: all).
    """

    path: Path
    digest: str
    size: int
    place: str = ""
    member: str = ""
    parts: tuple[tuple[int, int], ...] = ()
    stamp: Stamp | None = None
    reach: Reach | None = None
    #: its bytes before a first one that is not UTF-8, where that is known
    misread: int | None = None

    @property
    def where(self) -> str:
        """What an error names.

        >>> RawFile(Path("a.zip"), "", 1, member="b.csv").where
        'a.zip!b.csv'
        """
        return (self.place or str(self.path)) + (f"!{self.member}" if self.member else "")

    @property
    def name(self) -> str:
        """The file without its folder; a member of an archive with it.

        >>> RawFile(Path("/proc/self/fd/9"), "", 1, place="s3://logs/2026/a.zip", member="b").name
        'a.zip!b'
        """
        here = (self.place or str(self.path)).rpartition("/")[2]
        return f"{here}!{self.member}" if self.member else here

    def chunks(self, size: int | None = None) -> Iterator[bytes]:
        """Its bytes on disk, at most `size` (else PIECE) at a time."""
        with self.path.open("rb") as file:
            for begins, ends in self.parts or ((0, self.size),):
                file.seek(begins)
                while begins < ends and (chunk := file.read(min(size or PIECE, ends - begins))):
                    begins += len(chunk)
                    yield chunk


@dataclass
class Hashed:
    """Bytes of a file, the SHA-256 of all of them and of its beginnings of certain lengths."""

    size: int = 0
    digest: str = ""
    stamp: Stamp | None = None
    at: dict[int, str] = field(default_factory=dict)

    def stem(self, length: int) -> str:
        """The digest of the longest beginning whose length is a power of two, up to `length`."""
        return self.at[1 << (length.bit_length() - 1)] if length else ""


#: a beginning of so many bytes with this digest → lengths at which the digest is wanted as well
Asked = Callable[[int, str], Collection[int]]


def stamp(status: os.stat_result) -> Stamp:
    """What changes when a file does."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def hashed(path: Path, asked: Asked | None = None, where: str = "") -> Hashed:
    """Reads a file once, as long as it is now; SourceError where it cannot be read.

    `asked` is called at every power of two, and may ask for lengths up to the next.
    """
    try:
        with path.open("rb", buffering=0) as file:
            found = Hashed(stamp=stamp(os.fstat(file.fileno())))
            _hash(file, found, asked)
    except OSError as error:
        raise unreadable(error, where or str(path)) from error
    return found


def _hash(file: RawIOBase, found: Hashed, asked: Asked | None) -> None:
    size = found.stamp[0] if found.stamp else 0
    running, buffer = hashlib.sha256(), memoryview(bytearray(HASHED))
    marks = [size, 1] if asked else [size]
    heapify(marks)
    while marks:
        mark = heappop(marks)
        if mark > size or mark in found.at:
            continue
        while found.size < mark and (
            count := file.readinto(buffer[: min(HASHED, mark - found.size)])
        ):
            running.update(buffer[:count])
            found.size += count
        found.at[mark] = found.digest = running.hexdigest()
        if asked and not mark & (mark - 1):
            for length in (2 * mark, *asked(mark, found.digest)):
                if length > mark:
                    heappush(marks, length)


def look(path: Path, place: str = "", member: str = "") -> RawFile:
    """The file's digest and size; SourceError where it is empty or cannot be read."""
    found = hashed(path, where=place)
    raw = RawFile(path, found.digest, found.size, place, member, stamp=found.stamp)
    if not raw.size:
        raise empty(raw.where)
    return raw


def empty(where: str) -> SourceError:
    """What is said of a file with nothing in it."""
    return SourceError("the file is empty", where=where, hint="ask the source to deliver it again")


def unreadable(error: OSError, where: str) -> SourceError:
    """What is said of a file that the system does not give us."""
    return SourceError(f"cannot be read: {error.strerror or error}", where=where,
                       hint="see that it is there and we may read it")  # fmt: skip


def unchanged(raw: RawFile) -> None:
    """SourceError where its bytes are others than they were; a file may go on growing."""
    try:
        if stamp(raw.path.stat()) == raw.stamp:
            return
        digest = hashlib.sha256()
        for chunk in raw.chunks(HASHED):
            digest.update(chunk)
    except OSError as error:
        raise unreadable(error, raw.where) from error
    if digest.hexdigest() != raw.digest:
        raise SourceError("the file changed while it was read", where=raw.where,
                          hint="the next run reads it again")  # fmt: skip
