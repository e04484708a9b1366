"""The columns of events and context rows as they lie in the lake."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from leakwatch import events

#: what an event carries in the lake beside the columns everyone reads
STORED = {**events.EVENTS, "fingerprint": "int64", "day": "date"}


def stored(table: str) -> dict[str, str]:
    """Columns of a table in the lake; a context row knows its batch and the order of batches."""
    if table == "events":
        return STORED
    return {**events.TABLES[table], "batch": "string", "line": "int64", "seq": "int64"}


#: columns of events with few values: handed on as indices into the distinct ones
CODED = ("batch", "source", "sector", "org", "actor", "approver")


def handed(table: str) -> pa.Schema:
    """The columns of a table as they are handed to the lake's writer."""
    schema = arrow_schema(stored(table))
    if table != "events":
        return schema
    coded = pa.dictionary(pa.int32(), pa.string())
    return pa.schema([
        field.with_type(coded) if field.name in CODED else field for field in schema
    ])  # fmt: skip


def arrow_schema(schema: Mapping[str, str]) -> pa.Schema:
    """The same columns as Arrow knows them."""
    import ibis

    return ibis.schema(dict(schema)).to_pyarrow()
