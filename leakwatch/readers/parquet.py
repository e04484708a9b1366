"""Parquet → raw rows of text; the line is the row's number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.readers.header import fitted
from leakwatch.readers.packing import bounded
from leakwatch.readers.rows import Rows, fingerprints
from leakwatch.readers.typed import flat, text, trimmed

if TYPE_CHECKING:
    import pyarrow.parquet as pq

MAGIC = b"PAR1"
MOST_ROWS = 1 << 18
#: texts in memory at a time, and the longest of them
MOST_BYTES, MOST_CELL = 1 << 28, 1 << 24
#: between cells and for an empty one, where rows are compared
APART, ABSENT = "\x1f", "\x00"


class Parquet:
    """Reads one file; a dotted header reaches into nested records."""

    def __init__(self, columns: Mapping[str, str], required: Sequence[str], where: str) -> None:
        self.columns, self.required, self.where = columns, required, where

    def rows(self, path: Path, salt: bytes) -> Iterator[Rows]:
        """Raw rows of each piece; SourceError where a required column is missing."""
        import pyarrow.parquet as pq

        first, size, decoded = 1, path.stat().st_size, 0
        try:
            with pq.ParquetFile(path) as file:
                bounded(_cells(file.metadata), size, self.where)
                texts = [field.name for field in file.schema_arrow if _is_text(field.type)]
            with pq.ParquetFile(path, read_dictionary=texts) as file:
                for batch in file.iter_batches(MOST_ROWS):
                    for part in self._parts(batch):
                        found = _texts(flat(pa.Table.from_batches([part])))
                        # a spoilt page can decode to text that is no UTF-8
                        found.validate(full=True)
                        decoded += found.nbytes
                        bounded(decoded, size, self.where)
                        yield self._rows(found, first, salt)
                        first += len(found)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise broken(error, self.where) from error

    def _parts(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """The rows, as many at a time as memory holds: a text said once may stand in all."""
        longest = [_longest(column) for column in batch.columns]
        if max(longest, default=0) > MOST_CELL:
            raise SourceError(f"a cell of more than {MOST_CELL >> 20} MiB", where=self.where,
                              hint="deliver it without that column")  # fmt: skip
        at_once = max(MOST_BYTES // max(sum(longest), 1), 1)
        for first in range(0, len(batch), at_once):
            yield batch.slice(first, at_once)

    def _rows(self, found: pa.Table, first: int, salt: bytes) -> Rows:
        names = fitted(found.column_names, (*self.columns, *self.required))
        if len(set(names)) == len(names):
            found = found.rename_columns(list(names))
        missing = [name for name in self.required if name not in found.column_names]
        if missing:
            raise SourceError(f"no column {', '.join(missing)}", where=self.where,
                              hint="check the connector of this source")  # fmt: skip
        said = {name: found[name] for name in found.column_names}
        absent = pa.nulls(len(found), pa.string())
        cells = {name: trimmed(said[name]) if name in said else absent for name in self.columns}
        lines = pa.array(np.arange(first, first + len(found)), pa.int64())
        marks = pa.array(fingerprints(_records(list(said.values())), salt), pa.int64())
        return Rows(pa.table({"line": lines, **cells, "fingerprint": marks}), len(found),
                    names=tuple(found.column_names))  # fmt: skip


def broken(error: Exception, where: str) -> SourceError:
    """What is said of a file that begins as Parquet and is none."""
    said = str(error).partition("\n")[0]
    return SourceError(f"not readable as Parquet: {said}", where=where, hint="deliver it again")


def _is_text(dtype: pa.DataType) -> bool:
    return pa.types.is_string(dtype) or pa.types.is_binary(dtype)


def _cells(told: pq.FileMetaData) -> int:
    """Cells of the file, each of a byte at least; what it says of its size leaves out repeats."""
    groups = map(told.row_group, range(told.num_row_groups))
    return sum(group.column(at).num_values for group in groups for at in range(told.num_columns))


def _texts(found: pa.Table) -> pa.Table:
    """The columns as a log would hold them."""
    return pa.Table.from_arrays(list(map(text, found.columns)), found.column_names)


def _longest(column: pa.Array) -> int:
    """Bytes of the longest text of a column kept as a dictionary."""
    if not pa.types.is_dictionary(column.type) or not len(column.dictionary):
        return 0
    return pc.max(pc.binary_length(column.dictionary)).as_py() or 0


def _records(columns: list[pa.ChunkedArray]) -> pa.ChunkedArray:
    """Each row as one text."""
    filled = [pc.cast(column, pa.large_string()).fill_null(ABSENT) for column in columns]
    return pc.binary_join_element_wise(*filled, pa.scalar(APART, pa.large_string()))
