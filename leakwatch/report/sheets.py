"""Tables of a bundle as CSV: names in English with the Chinese beside, no cell a formula."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from leakwatch import identifiers
from leakwatch.export import FORMULA, guarded

if TYPE_CHECKING:
    import pyarrow as pa

#: columns in the words of a log, which may name somebody, and what stands instead
WORDS = ("file", "reason", "role", "branch", "owner", "place", "device", "session")
LEFT_OUT = "names somebody 含个人标识，已略去"
#: rows written at a time
AT_A_TIME = 1 << 16


def sheet(names: Mapping[str, str], rows: pa.Table) -> Iterator[bytes]:
    """The file in pieces: UTF-8 with the mark that spreadsheets want, `names` of its columns.

    A column is headed by its name, a space and what Chinese readers call it.
    """
    import pyarrow.csv as pacsv

    yield codecs.BOM_UTF8
    heads = [f"{name} {chinese}" for name, chinese in names.items()]
    table = _unnamed(_texts(rows.select([*names]))).rename_columns(heads)
    # of no rows there is still one batch, which has the heads
    batches = table.to_batches(AT_A_TIME) or table.schema.empty_table().to_batches()
    for number, batch in enumerate(batches):
        piece = BytesIO()
        pacsv.write_csv(guarded(batch), piece, pacsv.WriteOptions(include_header=not number))
        yield piece.getvalue()


def _unnamed(rows: pa.Table) -> pa.Table:
    """The rows without words of logs that show somebody's phone or ID number in plain."""
    import pyarrow as pa

    for name in set(WORDS) & set(rows.column_names):
        coded = rows[name].combine_chunks().dictionary_encode()
        # each word once: there are few beside the rows
        told = [LEFT_OUT if said and identifiers.within(said) else said
                for said in coded.dictionary.to_pylist()]  # fmt: skip
        kept = pa.DictionaryArray.from_arrays(coded.indices, pa.array(told, pa.string()))
        place = rows.column_names.index(name)
        rows = rows.set_column(place, name, kept.cast(pa.string()))
    return rows


def _texts(rows: pa.Table) -> pa.Table:
    """Every kind of text as one, so that none is left unguarded."""
    import pyarrow as pa

    plain = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_temporal)
    kinds = [
        field if any(fits(field.type) for fits in plain) else field.with_type(pa.string())
        for field in rows.schema
    ]
    return rows.cast(pa.schema(kinds))


def table(names: Mapping[str, str], rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as texts, in the order given; what a row does not say is empty."""
    import pyarrow as pa

    def text(value: Any) -> str:
        return "" if value is None else str(value)

    return pa.table({name: pa.array([text(row.get(name)) for row in rows], pa.string())
                     for name in names})  # fmt: skip


def written(names: Mapping[str, str], rows: list[dict[str, Any]]) -> Iterator[bytes]:
    """The same at once."""
    return sheet(names, table(names, rows))


def listed(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    r"""A table of somebody else's columns as such a file, at once.

    >>> listed(["=a", "b"], [["+1", -1.5]])[3:]
    b"'=a,b\n'+1,-1.5\n"
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_cell(name) for name in names])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return codecs.BOM_UTF8 + out.getvalue().encode()


def _cell(value: Any) -> Any:
    return re.sub(FORMULA, r"'\1", value) if isinstance(value, str) else value
