"""Columns of any type as the text a log would hold."""

from __future__ import annotations

import json

import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.readers.cutting import SPACES

#: floats hold whole numbers exactly up to this; beyond, digits are lost
EXACT = 2.0**53


def trimmed(column: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Cells without the spaces around them; one of spaces alone is null."""
    cell = pc.utf8_trim(column, characters=SPACES)
    return pc.if_else(pc.equal(cell, ""), pa.scalar(None, cell.type), cell)


def text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column as text; a whole number kept as a float is written without a point.

    A float too large to be exact is written with an exponent, as a key that lost its digits.
    """
    dtype = column.type
    if pa.types.is_dictionary(dtype):
        column, dtype = column.cast(dtype.value_type), dtype.value_type
    if pa.types.is_floating(dtype):
        return _number(column)
    if pa.types.is_timestamp(dtype) and dtype.unit == "ns":
        column = column.cast(pa.timestamp("us", dtype.tz), safe=False)
    if pa.types.is_nested(dtype) or pa.types.is_binary(dtype) or pa.types.is_large_binary(dtype):
        said = [_document(value) for value in column.to_pylist()]
        return pa.chunked_array([pa.array(said, pa.string())])
    return column.cast(pa.string())


def _number(column: pa.ChunkedArray) -> pa.ChunkedArray:
    wide = column.cast(pa.float64())
    whole = pc.and_(pc.equal(pc.floor(wide), wide), pc.less(pc.abs(wide), EXACT)).fill_null(False)
    integers = pc.if_else(whole, wide, pa.scalar(None, pa.float64())).cast(pa.int64())
    lost = pc.greater_equal(pc.abs(wide), EXACT).fill_null(False)
    said = pc.if_else(whole, integers.cast(pa.string()), wide.cast(pa.string()))
    if not pc.any(lost).as_py():
        return said
    far = [f"{value:.14E}" for value in wide.filter(lost).to_pylist()]
    flags = lost.combine_chunks() if isinstance(lost, pa.ChunkedArray) else lost
    flat = said.combine_chunks() if isinstance(said, pa.ChunkedArray) else said
    return pa.chunked_array([pc.replace_with_mask(flat, flags, pa.array(far, pa.string()))])


def _document(value: object) -> str | None:
    """A list, a map or bytes, so that rows that differ stay different."""
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else json.dumps(value, default=str)


def flat(table: pa.Table) -> pa.Table:
    """Fields of nested records as columns of their own, `user.id`."""
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    return table
