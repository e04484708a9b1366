"""What is new of a file: all of it, or what follows a beginning that was taken before."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from leakwatch.ingest.known import Known, Reached
from leakwatch.ingest.retaking import Retaking
from leakwatch.readers.growing import LINE_END, Growing
from leakwatch.readers.opening import HASHED, Asked, Hashed, RawFile, Reach

#: more of a line than any rule about its beginning asks for
GLIMPSE = 1 << 16


class Growth:
    """Compares the files of one feed with what was taken of it."""

    def __init__(self, growing: Growing, source: str, known: Known, retaking: Retaking) -> None:
        self.growing, self.source = growing, source
        self.known, self.retaking = known, retaking

    @property
    def asked(self) -> Asked | None:
        """Asks a file's hashing for beginnings that may be known; None where none can be."""
        if not self.growing.able:
            return None
        return lambda _, stem: self.known.lengths(self.source, stem)

    def part(self, whole: RawFile, found: Hashed) -> RawFile | Reached:
        """What of the file is to be taken: the header with what is new; or what it is already.

        What was taken too early of the line that goes on is taken back.
        """
        head = self.growing.head(whole)
        if head is None:
            return whole
        opened = self.growing.open(whole.path, whole.size)
        reach = Reach(0, whole.size, whole.digest, found.stem(whole.size), opened)
        before = self.known.longest(self.source, found.at)
        if before is None or before[1].ends <= head:
            return replace(whole, reach=reach)
        begins = self._begins(whole, before, head, found)
        if _blank(whole, begins):
            return before
        if begins <= head:
            return replace(whole, reach=reach)
        parts = ((0, head), (begins, whole.size)) if head else ((begins, whole.size),)
        return _digested(replace(whole, parts=parts, reach=replace(reach, begins=begins)))

    def _begins(self, whole: RawFile, before: Reached, head: int, found: Hashed) -> int:
        """Where the new bytes begin: behind a record that is whole, else where it began."""
        batch, reach = before
        if reach.open is None:
            return reach.ends
        ended = self._ended(whole, reach)
        if ended is not None:
            return ended
        above = _digested(replace(whole, parts=((0, reach.open),))).digest
        shorter = Reach(reach.begins, reach.open, above, found.stem(reach.open))
        self.retaking.take_back(whole, head, batch, reach, shorter)
        self.known.shorten(self.source, batch, reach, shorter)
        return reach.open

    def _ended(self, whole: RawFile, reach: Reach) -> int | None:
        """Where the new bytes begin if the open record was whole; None if it goes on."""
        held = _bytes(whole, reach.open or 0, reach.ends - (reach.open or 0))
        rest = _bytes(whole, reach.ends, GLIMPSE)
        line_end = next((end for end in (b"\n", b"\r\n") if rest.startswith(end)), b"")
        if held.endswith(LINE_END):
            line_end = b""
        elif not line_end:
            return None
        following = rest[len(line_end) :].partition(LINE_END)[0]
        if not self.growing.ends(held + line_end, following):
            return None
        return reach.ends + len(line_end)


def _bytes(whole: RawFile, at: int, size: int) -> bytes:
    return next(replace(whole, parts=((at, min(at + size, whole.size)),)).chunks(size), b"")


def _blank(whole: RawFile, begins: int) -> bool:
    """True where nothing but spaces and line ends follows."""
    rest = replace(whole, parts=((begins, whole.size),))
    return all(not chunk.strip() for chunk in _until_said(rest))


def _until_said(rest: RawFile) -> list[bytes]:
    """The first chunks, up to one that says something."""
    found = []
    for chunk in rest.chunks(HASHED):
        found.append(chunk)
        if chunk.strip():
            break
    return found


def _digested(part: RawFile) -> RawFile:
    """With its own digest and size."""
    digest, size = hashlib.sha256(), 0
    for chunk in part.chunks(HASHED):
        digest.update(chunk)
        size += len(chunk)
    return replace(part, digest=digest.hexdigest(), size=size)
