"""Parquet → raw rows of text; the line is the row's number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.readers.header import fitted
from leakwatch.readers.rows import Rows, fingerprints
from leakwatch.readers.typed import flat, text, trimmed

MAGIC = b"PAR1"
MOST_ROWS = 1 << 18
#: between cells and for an empty one, where rows are compared
APART, ABSENT = "\x1f", "\x00"


class Parquet:
    """Reads one file; a dotted header reaches into nested records."""

    def __init__(self, columns: Mapping[str, str], required: Sequence[str], where: str) -> None:
        self.columns, self.required, self.where = columns, required, where

    def rows(self, path: Path, salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where a required column is missing."""
        import pyarrow.parquet as pq

        first = 1
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(MOST_ROWS):
                    found = flat(pa.Table.from_batches([batch]))
                    yield self._rows(found, first, salt)
                    first += len(found)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            what = str(error).partition("\n")[0]
            raise SourceError(
                f"not readable as Parquet: {what}", where=self.where, hint="deliver it again"
            ) from error

    def _rows(self, found: pa.Table, first: int, salt: bytes) -> Rows:
        names = fitted(found.column_names, (*self.columns, *self.required))
        if len(set(names)) == len(names):
            found = found.rename_columns(list(names))
        missing = [name for name in self.required if name not in found.column_names]
        if missing:
            raise SourceError(f"no column {', '.join(missing)}", where=self.where,
                              hint="check the connector of this source")  # fmt: skip
        said = {name: text(found[name]) for name in found.column_names}
        absent = pa.nulls(len(found), pa.string())
        cells = {name: trimmed(said[name]) if name in said else absent for name in self.columns}
        lines = pa.array(np.arange(first, first + len(found)), pa.int64())
        marks = pa.array(fingerprints(_records(list(said.values())), salt), pa.int64())
        return Rows(pa.table({"line": lines, **cells, "fingerprint": marks}), len(found),
                    names=tuple(found.column_names))  # fmt: skip


def _records(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Each row as one text."""
    filled = [pc.cast(column, pa.large_string()).fill_null(ABSENT) for column in columns]
    return pc.binary_join_element_wise(*filled, pa.scalar(APART, pa.large_string()))
