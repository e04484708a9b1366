"""Text → records with the number of the line each begins on, as Arrow arrays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

#: a quoted cell may run over so many lines; a longer one is a quote that nobody closed
MOST_LINES = 50
NEWLINE, QUOTE = 10, 34
#: a quote in the middle of a cell is a sign like another: only at a cell's edge does it quote
OPENS = re.compile(rb'(?:^|[,|\t^;])"(?:[^"]|"")*$')
CLOSES = re.compile(rb'^(?:[^"]|"")*"\s*(?:[,|\t^;]|$)')

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Records:
    """Records in order: text without the line end, and the line each begins on (from 1)."""

    text: pa.LargeStringArray
    line: Numbers


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


def records(pieces: Iterator[bytes], *, quoted: bool = True) -> Iterator[Records]:
    """Cuts a stream of UTF-8 into records; with `quoted`, a quoted cell may hold line ends.

    How the stream is cut into pieces has no impact, so long as they end between characters.
    """
    rest, line = b"", 1
    for piece in pieces:
        data = rest + piece
        found, taken, line = _cut(data, line, quoted, final=False)
        rest = data[taken:]
        if len(found.text):
            yield found
    if rest:
        yield _cut(rest, line, quoted, final=True)[0]
