"""Which record of an unknown file is its header, and what tells its cells apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from leakwatch.inferring.spelling import plain
from leakwatch.inferring.synonyms import KNOWN
from leakwatch.inferring.values import TELLING, TESTS
from leakwatch.readers.header import DELIMITERS, MOST_TITLES, cells

#: records that tell how wide a row is
MOST_TRIED = 200


@dataclass(frozen=True)
class Layout:
    """Headers (none where the file has no header), the rows below, and what lies between cells.

    `width` is how many cells most rows have.
    """

    delimiter: str
    width: int
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def layout(records: Sequence[str]) -> Layout | None:
    """How the records lie; None where they are no table of two columns or more."""
    best, tried = None, records[:MOST_TRIED]
    for delimiter in DELIMITERS:
        rows = [cells(record, delimiter) for record in tried]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        found = (count * (width - 1), delimiter, width)
        if count * 2 >= len(tried) - MOST_TITLES and (best is None or found[0] > best[0]):
            best = found
    if best is None or best[0] <= 0:
        return None
    return _laid([cells(record, best[1]) for record in records], best[1], best[2])


def _laid(rows: Sequence[tuple[str, ...]], delimiter: str, width: int) -> Layout:
    """The header is the row that most looks like one, of those at the top."""
    # rows may end in a delimiter that the header has not
    top = [row for row in rows[:MOST_TITLES] if len(row) in (width, width - 1)]
    names = [row for row in top if _names(row)]
    header = max(names, key=_known, default=())
    if not _known(header) and (not top or header is not top[0]):
        header = ()
    below = rows[rows.index(header) + 1 :] if header else rows
    wide = [row for row in below if len(row) >= (len(header) or width) and row != header]
    # a total says something in its first cells alone
    return Layout(
        delimiter, width, header, tuple(row for row in wide if any(row[2:]) or width == 2)
    )


def _names(row: tuple[str, ...]) -> bool:
    """True where cells are different, not empty, and none is a value."""
    cells = row[:-1] if row and not row[-1] else row
    if not all(cells) or len(set(cells)) < len(cells):
        return False
    return not any(test(cell) for cell in cells for test in map(TESTS.get, TELLING) if test) and (
        not any(cell.isdigit() for cell in cells)
    )


def _known(row: tuple[str, ...]) -> int:
    return sum(plain(cell) in KNOWN for cell in row if cell)
