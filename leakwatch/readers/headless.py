"""Delimited text without a header → raw rows: columns by position; titles and totals skipped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from leakwatch.errors import SourceError
from leakwatch.readers import top
from leakwatch.readers.cutting import Cutter
from leakwatch.readers.header import DELIMITERS, Header, cells
from leakwatch.readers.lines import blocks
from leakwatch.readers.opening import empty
from leakwatch.readers.page import Page
from leakwatch.readers.rows import Rows
from leakwatch.readers.trailing import Trailed


class Headless:
    """Reads one file, piece by piece; what stands between cells is found in the first records."""

    def __init__(self, columns: Mapping[str, str], where: str, delimiter: str = "") -> None:
        self.columns, self.where, self.delimiter = columns, where, delimiter

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where no record has the cells of a row."""
        found = blocks(pieces)
        first = top.parts(found)
        head = top.head(first)
        if not any(record.strip() for record in head):
            raise empty(self.where)
        page = self._page(head, salt)
        for part in chain(first, found):
            # the names are ours, not the file's
            yield replace(page.rows(part), names=())

    def _page(self, head: Sequence[str], salt: bytes) -> Page:
        """How rows look: the delimiter by which most of these records are rows."""
        width, signs = len(self.columns), [self.delimiter] if self.delimiter else DELIMITERS
        rows = {sign: [row for record in head if _fits(row := cells(record, sign), width)]
                for sign in signs}  # fmt: skip
        delimiter = max(rows, key=lambda sign: len(rows[sign]))
        if not rows[delimiter]:
            raise SourceError(f"no line of {width} cells", where=self.where,
                              hint="check the connector of this source")  # fmt: skip
        ended = sum(len(row) > width for row in rows[delimiter])
        cutter = Cutter(Header(-1, delimiter, tuple(self.columns)), self.columns)
        made = _Ended if 2 * ended > len(rows[delimiter]) else Page
        return made(cutter, self._titles(head, delimiter), list(self.columns), self.where, salt)

    def _titles(self, head: Sequence[str], delimiter: str) -> list[str]:
        """Lines of one cell above the first row."""
        titles = set[str]()
        for record in head:
            row = cells(record, delimiter)
            if _fits(row, len(self.columns)):
                break
            if sum(map(bool, row)) == 1:
                titles |= {record, *record.splitlines()}
        return sorted(titles)


class _Ended(Page):
    """Rows that end in a delimiter."""

    def __init__(self, cutter: Cutter, titles: Sequence[str], required: Sequence[str], where: str,
                 salt: bytes) -> None:  # fmt: skip
        super().__init__(cutter, titles, required, where, salt)
        self._quick = Trailed(cutter, titles)


def _fits(row: Sequence[str], width: int) -> bool:
    """True for as many cells as there are columns, but for a title with delimiters behind it.

    One cell more, if empty, is a delimiter at the end.
    """
    fits = len(row) == width or (len(row) == width + 1 and not row[-1])
    return fits and sum(map(bool, row)) > min(width - 1, 1)
