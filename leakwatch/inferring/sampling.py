"""The first rows of an unknown file: its headers, and the values below each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec

from leakwatch.inferring.layout import layout
from leakwatch.inferring.values import Values, values

MOST_ROWS = 1000
MOST_LINES = 50


@dataclass(frozen=True)
class Sample:
    """`columns` is empty where the file has no header; `lines` are for those who know the format.

    `kind` is delimited, json, parquet, xml or text; `width` how many cells a row has.
    """

    kind: str
    columns: dict[str, Values]
    rows: int
    lines: tuple[str, ...] = ()
    width: int = 0
    delimiter: str = ""


def sample(path: Path) -> Sample:
    """The first thousand rows of a file; SourceError where it cannot be read."""
    from leakwatch.readers.opening import RawFile, empty, unreadable
    from leakwatch.readers.parquet import MAGIC
    from leakwatch.readers.sheets import text

    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            magic = file.read(len(MAGIC))
    except OSError as error:
        raise unreadable(error, str(path)) from error
    if magic == MAGIC:
        return _parquet(path)
    pieces = text(RawFile(path, "", size), ())
    first = next(pieces, b"")
    if not first.strip():
        raise empty(str(path))
    head = first.lstrip()[:1]
    if head in (b"{", b"["):
        return _json(chain([first], pieces), str(path))
    return _lined(first, "xml" if head == b"<" else "text")


def _parquet(path: Path) -> Sample:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from leakwatch.readers.parquet import broken
    from leakwatch.readers.typed import flat, text

    try:
        with pq.ParquetFile(path) as file:
            batches = islice(file.iter_batches(MOST_ROWS), 1)
            found = flat(pa.Table.from_batches(batches, file.schema_arrow))
    except (pa.ArrowException, OSError) as error:
        raise broken(error, str(path)) from error
    columns = {name: values(text(found[name]).to_pylist()) for name in found.column_names}
    return Sample("parquet", columns, len(found))


def _json(pieces: Iterator[bytes], where: str) -> Sample:
    from leakwatch.connector import RECORD
    from leakwatch.readers.json import Json

    rows = next(Json((), where).rows(pieces, bytes(16)))
    records = [*filter(None, map(_read, rows.table[RECORD][:MOST_ROWS].to_pylist()))]
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: values([record.get(name) for record in records]) for name in names}
    return Sample("json", columns, len(records))


def _read(record: str) -> dict[str, str | None]:
    from leakwatch.readers.json import UNREADABLE

    try:
        return dict(_fields(msgspec.json.decode(record)))
    except UNREADABLE:
        # a last line cut off by the end of the piece, or values too deep within each other
        return {}


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, str | None]]:
    """Dotted name and text of every value within a record; of a list, its first item."""
    before = f"{name}." if name else ""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _fields(item, before + key)
    elif isinstance(value, list):
        yield from _fields(value[0] if value else None, f"{before}0")
    elif name:
        said = str(value).lower() if isinstance(value, bool) else str(value)
        yield name, None if value is None else said.strip()


def _lined(first: bytes, kind: str) -> Sample:
    from leakwatch.readers.lines import records

    most = MOST_ROWS + MOST_LINES
    found = chain.from_iterable(part.text[:most].to_pylist() for part in records(iter([first])))
    lines = [line for line in islice(found, most) if line.strip()]
    laid = layout(lines) if kind == "text" else None
    if laid is None:
        return Sample(kind, {}, len(lines), tuple(lines[:MOST_LINES]))
    columns: dict[str, Values] = {}
    for place, header in enumerate(laid.headers):
        if header and header not in columns:
            columns[header] = values([row[place].strip("'\t ") for row in laid.rows])
    return Sample("delimited", columns, len(laid.rows), tuple(lines[:MOST_LINES]), laid.width,
                  laid.delimiter)  # fmt: skip
