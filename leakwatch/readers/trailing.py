"""Lines that end in a delimiter, as those of files without a header often do → rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.readers.cutting import LINE, Cutter
from leakwatch.readers.lines import Block
from leakwatch.readers.quick import Quick
from leakwatch.readers.quoting import flags

#: the cell behind the last delimiter; no column is called so
SPARE = " "


class Trailed(Quick):
    """Cuts blocks of lines that have one delimiter more than `cutter` knows cells for."""

    def __init__(self, cutter: Cutter, titles: Sequence[str]) -> None:
        header = replace(cutter.header, names=(*cutter.header.names, SPARE))
        super().__init__(_Spared(header, {**cutter.columns, SPARE: "string"}), titles)

    def rows(self, block: Block, salt: bytes) -> tuple[pa.Table | None, npt.NDArray[np.int64]]:
        """As `Quick`'s; a line that says something behind its last delimiter is odd."""
        table, odd = super().rows(block, salt)
        if table is None:
            return None, odd
        more = flags(pc.not_equal(pc.utf8_rtrim(table[SPARE], characters=" "), ""))
        if more.any():
            odd = np.union1d(odd, table[LINE].to_numpy()[more] - block.line)
            table = table.filter(pa.array(~more))
        return table.drop_columns([SPARE]), odd


class _Spared(Cutter):
    """Leaves the spare cell as it is written: a rare space is none at the end of a line."""

    def trimmed(self, table: pa.Table, data: bytes) -> pa.Table:
        said = super().trimmed(table.drop_columns([SPARE]), data)
        return said.append_column(SPARE, table[SPARE])
