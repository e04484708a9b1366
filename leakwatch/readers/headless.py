"""Delimited text without a header → raw rows: columns by position; titles and totals skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.readers.cutting import LINE, Cutter
from leakwatch.readers.header import DELIMITERS, MOST_TITLES, Header, cells
from leakwatch.readers.lines import Records, records
from leakwatch.readers.opening import empty
from leakwatch.readers.page import BLANK, TOTAL
from leakwatch.readers.quoting import flags
from leakwatch.readers.rows import Rows, fingerprints


class Headless:
    """Reads one file, piece by piece; what stands between cells is found in the first records."""

    def __init__(self, columns: Mapping[str, str], where: str, delimiter: str = "") -> None:
        self.columns, self.where, self.delimiter = columns, where, delimiter

    def rows(self, pieces: Iterator[bytes], salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where no record has the cells of a row."""
        found = records(pieces)
        first = list(_first(found))
        head = [record for piece in first for record in piece.text[:MOST_TITLES].to_pylist()]
        if not any(record.strip() for record in head):
            raise empty(self.where)
        layout = self._layout(head[:MOST_TITLES])
        for piece in chain(first, found):
            yield layout.rows(piece, salt)

    def _layout(self, head: Sequence[str]) -> _Layout:
        """How rows look: the delimiter by which most of these records are rows."""
        width, signs = len(self.columns), [self.delimiter] if self.delimiter else DELIMITERS
        rows = {sign: sum(_is_row(record, sign, width) for record in head) for sign in signs}
        delimiter = max(rows, key=rows.__getitem__)
        if not rows[delimiter]:
            raise SourceError(f"no line of {width} cells", where=self.where,
                              hint="check the connector of this source")  # fmt: skip
        cutter = Cutter(Header(-1, delimiter, tuple(self.columns)), self.columns)
        return _Layout(cutter, pa.array(self._titles(head, delimiter), pa.large_string()))

    def _titles(self, head: Sequence[str], delimiter: str) -> list[str]:
        """Lines of one cell above the first row, and the names of the columns, should they come."""
        titles = set()
        for record in head:
            if _is_row(record, delimiter, len(self.columns)):
                break
            if sum(map(bool, cells(record, delimiter))) == 1:
                titles |= {record, *record.splitlines()}
        names = delimiter.join(self.columns)
        return sorted(titles | {names, names + delimiter})


@dataclass(frozen=True)
class _Layout:
    """How the rows of one file are told from its other lines, and cut."""

    cutter: Cutter
    titles: pa.Array

    def rows(self, piece: Records, salt: bytes) -> Rows:
        """The rows of one piece."""
        piece = self.cutter.quoting.apart(piece)
        kinds = self._kinds(piece.text)
        keep = ~np.logical_or.reduce([*kinds.values()])
        text, lines = piece.text.filter(pa.array(keep)), piece.line[keep]
        table, wrong = self.cutter.cut(text, lines)
        marks = fingerprints(text, salt)[np.searchsorted(lines, table[LINE].to_numpy())]
        table = table.append_column("fingerprint", pa.array(marks, pa.int64()))
        skipped = Counter({kind: int(where.sum()) for kind, where in kinds.items()})
        return Rows(table, len(piece.text), wrong, +skipped)

    def _kinds(self, text: pa.Array) -> dict[str, npt.NDArray[np.bool_]]:
        """Which records are no rows, by kind; each record is of one kind at most."""
        blank = flags(pc.match_substring_regex(text, BLANK))
        title = ~blank & flags(pc.is_in(text, self.titles))
        total = flags(pc.match_substring_regex(text, TOTAL)) & ~(blank | title)
        return {"blanks": blank, "titles": title, "totals": total}


def _is_row(record: str, delimiter: str, width: int) -> bool:
    """True for as many cells as there are columns, but for a title with delimiters behind it.

    One cell more, if empty, is a delimiter at the end.
    """
    row = cells(record, delimiter)
    fits = len(row) == width or (len(row) == width + 1 and not row[-1])
    return fits and sum(map(bool, row)) > min(width - 1, 1)


def _first(found: Iterator[Records]) -> Iterator[Records]:
    """The first records, as many as tell how rows look."""
    seen = 0
    while seen < MOST_TITLES and (piece := next(found, None)):
        seen += len(piece.text)
        yield piece
