"""How far a workbook spreads in memory, told from its parts before anything is laid out there.

calamine lays out the whole rectangle of a sheet, and a copy of a shared text for each cell that
refers to it; where memory does not hold that, it ends the process. What cannot be told exactly
counts for the most it can be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

PREFIX = rb"<(?:[^\s<>/!?:=]{1,64}:)?"
CELL = re.compile(PREFIX + rb"c(?=[\s/>])")
ROW = re.compile(PREFIX + rb"row(?=[\s/>])")
TEXT = re.compile(PREFIX + rb"si(?=[\s/>])")
#: a cell that says its place as programs write it, and whatever may be the place of another
PLACED = re.compile(CELL.pattern + rb"""(?:\s+[\w:.-]+="[^"<>]*")*?\s+r=["']([A-Za-z]+)(\d+)["']""")
PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d*)""")
#: a cell that refers to a text, in whatever way and as programs write it
SHARING = re.compile(rb"""\bt\s*=\s*["']\s*s\s*["']""")
SHARED = re.compile(rb"""\bt=["']s["'][^<>]*><v>(\d{1,9})</v>""")
#: what a part promises to hold, for which room is made before it is read
PROMISE = re.compile(rb"""(?:c|C)ount\s*=\s*["']\s*(\d+)""")
#: longer than any cell that programs write
LONGEST_CELL = 1 << 16
#: nobody writes so many signs of a place
FAR, SIGNS = 1 << 40, 9


class Spread:
    """What the parts of one workbook hold at most, of those seen."""

    def __init__(self) -> None:
        #: cells of the largest rectangle, the most that a part promises, texts there are to share
        self.cells, self.promised, self.shared = 0, 0, 0
        self._lengths: list[list[int]] = []
        self._counts, self._sharing = Counter[int](), 0

    @property
    def texts(self) -> int:
        """Bytes of the texts that cells share, each with its own copy."""
        return max(map(self._copied, self._lengths), default=0)

    def _copied(self, lengths: list[int]) -> int:
        known = {at: times for at, times in self._counts.items() if at < len(lengths)}
        exact = sum(times * lengths[at] for at, times in known.items())
        return exact + (self._sharing - sum(known.values())) * max(lengths)

    def see(self, chunks: Iterable[bytes]) -> None:
        """One part, unpacked."""
        sheet, lengths, rest = _Sheet(), list[int](), b""
        for chunk in chunks:
            data = rest + chunk
            # a cell may lie across two chunks
            end = max(data.rfind(b"<c"), len(data) - LONGEST_CELL, 0)
            self._read(data[:end], sheet, lengths)
            rest = data[end:]
        self._read(rest, sheet, lengths)
        self.cells = max(self.cells, sheet.area)
        self.shared += len(lengths)
        self._lengths += [lengths] if lengths else []

    def _read(self, data: bytes, sheet: _Sheet, lengths: list[int]) -> None:
        sheet.read(data)
        self.promised = max([self.promised, *map(_number, PROMISE.findall(data))])
        if sharing := len(SHARING.findall(data)):
            self._sharing += sharing
            self._counts.update(map(int, SHARED.findall(data)))
        above, *texts = TEXT.split(data)
        if lengths:
            lengths[-1] += len(above)
        lengths.extend(map(len, texts))


class _Sheet:
    """One part: its furthest cell, and what comes on top where cells do not say their place."""

    def __init__(self) -> None:
        self._column, self._row = 0, 0
        self._far_column, self._far_row, self._rows = 0, 0, 0
        self._unplaced, self._run, self._longest = 0, 0, 0

    @property
    def area(self) -> int:
        """Cells of the rectangle; a cell without a place stands behind the one before it."""
        if not self._unplaced:
            return self._column * self._row
        return (self._far_column + self._longest) * (self._far_row + self._rows)

    def read(self, data: bytes) -> None:
        """Reads on."""
        placed = PLACED.findall(data)
        unplaced = len(CELL.findall(data)) - len(placed)
        self._unplaced += unplaced
        self._column, self._row = _furthest(set(placed), self._column, self._row)
        places = set(PLACE.findall(data))
        self._far_column, self._far_row = _furthest(places, self._far_column, self._far_row)
        above, *rows = ROW.split(data)
        self._rows += len(rows)
        if unplaced:
            self._count([above, *rows])
        elif rows:
            self._run = 0

    def _count(self, rows: list[bytes]) -> None:
        """The most cells that stand in one row."""
        for place, row in enumerate(rows):
            self._run = len(CELL.findall(row)) + (0 if place else self._run)
            self._longest = max(self._longest, self._run)


def _furthest(places: set[tuple[bytes, bytes]], column: int, row: int) -> tuple[int, int]:
    letters, digits = {letters for letters, _ in places}, {digits for _, digits in places}
    return max([column, *map(_letters, letters)]), max([row, *map(_number, digits)])


def _number(digits: bytes) -> int:
    return int(digits or 0) if len(digits) <= SIGNS else FAR


def _letters(letters: bytes) -> int:
    """The number of a column.

    >>> _letters(b"A"), _letters(b"xfd")
    (1, 16384)
    """
    if len(letters) > SIGNS:
        return FAR
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
