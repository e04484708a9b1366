"""Text → records with the number of the line each begins on, as Arrow arrays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.readers.bounds import NEWLINE, bounded

#: a quoted cell may run over so many lines; a longer one is a quote that nobody closed
MOST_LINES = 50
QUOTE = 34
#: a quote in the middle of a cell is a sign like another: only at a cell's edge does it quote
OPENS = re.compile(rb'(?:^|[,|\t^;])"(?:[^"]|"")*$')
CLOSES = re.compile(rb'^(?:[^"]|"")*"\s*(?:[,|\t^;]|$)')

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """Records in order: text without the line end, and the line each begins on (from 1)."""

    text: pa.LargeStringArray
    line: Numbers

    def __len__(self) -> int:
        return len(self.line)

    def first(self, count: int) -> Records:
        """As many of them, from the first on."""
        return Records(self.text[:count], self.line[:count])


@dataclass(frozen=True)
class _Lines:
    """Lines of a piece of text: where each starts and ends, and which hold an odd quote."""

    data: bytes
    starts: Numbers
    ends: Numbers

    def odd(self) -> list[int]:
        raw = np.frombuffer(self.data, np.uint8)
        before = np.searchsorted(np.flatnonzero(raw == QUOTE), self.ends)
        found: list[int] = np.flatnonzero(np.diff(before, prepend=0) % 2).tolist()
        return found

    def text(self, line: int) -> bytes:
        return self.data[self.starts[line] : self.ends[line]].rstrip(b"\r")


def _split(data: bytes, final: bool) -> _Lines:
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE)
    if final and data and data[-1] != NEWLINE:
        ends = np.append(ends, len(data))
    return _Lines(data, np.concatenate(([0], ends + 1))[: len(ends)], ends)


def _runs(lines: _Lines, final: bool) -> tuple[dict[int, int], int]:
    """What quoted cells join: first → last line; and how many lines are settled."""
    runs: dict[int, int] = {}
    odd, settled, past = lines.odd(), len(lines.ends), -1
    for place, first in enumerate(odd):
        if first <= past or not OPENS.search(lines.text(first)):
            continue
        last = odd[place + 1] if place + 1 < len(odd) else settled
        if last < settled and last - first < MOST_LINES and CLOSES.search(lines.text(last)):
            runs[first] = past = last
        elif last == settled and not final and settled - first < MOST_LINES:
            return runs, first
    return runs, settled


def _cut(data: bytes, first_line: int, quoted: bool, final: bool) -> tuple[Records, int, int]:
    """Records of `data`, the bytes they take and the line after them."""
    lines = _split(data, final)
    settled = len(lines.ends)
    keep = np.ones(settled, bool)
    if quoted and b'"' in data:
        runs, settled = _runs(lines, final)
        for first, last in runs.items():
            keep[first + 1 : last + 1] = False
    keep[settled:] = False
    taken = min(int(lines.ends[settled - 1]) + 1, len(data)) if settled else 0
    offsets = np.append(lines.starts[keep], taken).astype(np.int64)
    text = pa.LargeStringArray.from_buffers(
        len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data)
    )
    numbers = (first_line + np.flatnonzero(keep)).astype(np.int64)
    records = Records(pc.utf8_rtrim(text, characters="\r\n"), numbers)
    return records, taken, first_line + settled


@dataclass(frozen=True)
class Block:
    """Whole lines in which each is a record: their bytes, where each ends, the first's number."""

    data: bytes
    ends: Numbers
    line: int

    def __len__(self) -> int:
        return len(self.ends)

    def first(self, count: int) -> Records:
        """As many of the lines, from the first on, as records."""
        return self.records(np.arange(min(count, len(self))))

    def lines(self) -> list[bytes]:
        """The lines without their ends."""
        return self.data.split(b"\n")[: len(self)]

    def text(self) -> pa.LargeStringArray:
        """The lines, each with its end."""
        offsets = np.concatenate(([0], self.ends + 1)).astype(np.int64)
        return pa.LargeStringArray.from_buffers(
            len(self.ends), pa.py_buffer(offsets), pa.py_buffer(self.data)
        )

    def records(self, places: Numbers) -> Records:
        """Some of the lines as records."""
        text = pc.utf8_rtrim(self.text().take(pa.array(places)), characters="\r\n")
        return Records(text, self.line + places)

    def after(self, place: int) -> Block:
        """The lines behind a place."""
        start = int(self.ends[place]) + 1
        return Block(self.data[start:], self.ends[place + 1 :] - start, self.line + place + 1)

    def holding(self, words: bytes) -> Numbers:
        """The places of lines that hold these words."""
        found, at = [], self.data.find(words)
        while at >= 0:
            place = int(np.searchsorted(self.ends, at))
            found.append(place)
            at = self.data.find(words, int(self.ends[place]) + 1)
        return np.array(found, np.int64)


def _plain(data: bytes) -> bytes | None:
    """Whole lines that need no care, with bare line ends; None where they need some."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    return None if any(sign in data for sign in (b'"', b"\r", b"\0")) else data


def blocks(pieces: Iterator[bytes]) -> Iterator[Block | Records]:
    """Cuts a stream of UTF-8 into whole lines; into records, as `records` does, where a piece has
    a quote or another sign that needs care."""
    rest, line = b"", 1
    for piece in bounded(pieces):
        data = rest + piece
        whole = data.rfind(b"\n") + 1
        plain = _plain(data[:whole])
        if plain is not None:
            ends = np.flatnonzero(np.frombuffer(plain, np.uint8) == NEWLINE)
            rest = data[whole:]
            if len(ends):
                yield Block(plain, ends, line)
            line += len(ends)
            continue
        found, taken, line = _cut(data, line, quoted=True, final=False)
        rest = data[taken:]
        if len(found.text):
            yield found
    if rest:
        yield _cut(rest, line, quoted=True, final=True)[0]


def records(pieces: Iterator[bytes], *, quoted: bool = True) -> Iterator[Records]:
    """Cuts a stream of UTF-8 into records; with `quoted`, a quoted cell may hold line ends.

    How the stream is cut into pieces has no impact, so long as they end between characters.
    """
    rest, line = b"", 1
    for piece in bounded(pieces):
        data = rest + piece
        found, taken, line = _cut(data, line, quoted, final=False)
        rest = data[taken:]
        if len(found.text):
            yield found
    if rest:
        yield _cut(rest, line, quoted, final=True)[0]


def settled(data: bytes, *, quoted: bool) -> int:
    """How many bytes of `data` are whole records, whatever comes behind it."""
    return _cut(data, 1, quoted, final=False)[1]
