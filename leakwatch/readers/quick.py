"""Whole lines without quotes → rows at once; the odd lines are told, to be read with care.

Nearly all lines of nearly all files are plain: as many cells as the header, no quotes, nothing
above or below the rows. Those need no record of their own before they are cut.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.readers.bounds import MOST_BYTES
from leakwatch.readers.cutting import Cutter
from leakwatch.readers.header import cells
from leakwatch.readers.lines import Block
from leakwatch.readers.quoting import flags
from leakwatch.readers.rows import fingerprints
from leakwatch.readers.skipping import PERHAPS

#: where so many lines are odd, all of them may as well be read with care
MOST_ODD = 0.02


class Quick:
    """Cuts blocks of lines under one header."""

    def __init__(self, cutter: Cutter, titles: Sequence[str]) -> None:
        self.cutter, header = cutter, cutter.header
        self._longest = max(header.written or header.names, key=len).encode()
        firsts = {row[0] for title in titles if (row := cells(title, header.delimiter))}
        self._firsts = pa.array(sorted(firsts), pa.string())

    def rows(self, block: Block, salt: bytes) -> tuple[pa.Table | None, npt.NDArray[np.int64]]:
        """Rows of the plain lines, with line and fingerprint, and the places of the odd lines.

        No table where lines are too long, or too many odd, to be read so.
        """
        length = len(block)
        if np.diff(block.ends, prepend=-1).max(initial=0) > MOST_BYTES:
            return None, np.arange(length)
        spare: list[int] = []
        found = self.cutter.parsed(block.data, spare, length * MOST_ODD)
        if found is None:
            return None, np.arange(length)
        table, first = found
        odd = np.zeros(length, bool)
        odd[spare] = True
        kept = np.flatnonzero(~odd)
        if len(kept) != len(table):
            return None, np.arange(length)
        odd[kept[self._strange(first)]] = True
        odd[block.holding(self._longest)] = True
        plain = np.flatnonzero(~odd)
        if 2 * len(plain) < length:
            return None, np.arange(length)
        table = self.cutter.whole(table, pa.array(block.line + kept))
        marks = fingerprints(block.lines(), salt)
        table = table.append_column("fingerprint", pa.array(marks[kept], pa.int64()))
        if len(plain) < len(kept):
            table = table.filter(pa.array(~odd[kept]))
        return self.cutter.trimmed(table, block.data), np.flatnonzero(odd)

    def _strange(self, first: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
        """Lines that may be blank, a total or a title, by their first cell."""
        found = pc.or_(pc.is_null(first), pc.is_in(first, self._firsts))
        return flags(pc.or_kleene(found, pc.match_substring_regex(first, PERHAPS)))
