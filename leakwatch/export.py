"""Tables as files: .csv, .jsonl or .parquet, by the ending; rings as a graph too."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch import events
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.lake import Lake
    from leakwatch.store import Store

ENDINGS = (".csv", ".jsonl", ".parquet")
GRAPHS = (".graphml", ".json")
TABLES = ("events", "days", "findings", "alerts", "rings", "changes", "quarantine", "batches",
          "feeds", "trail")  # fmt: skip
#: a spreadsheet takes a cell that begins so for a formula, the wide signs in East Asia
FORMULA = r"^([=+\-@\t\r\n＝＋－＠])"


def export(what: str, path: Path, lake: Lake, store: Store, *, who: str) -> int:
    """Writes a table to a file; how many rows. ConfigError for a table or ending nobody knows.

    The file has its name only once the trail tells of it.
    """
    if what not in TABLES:
        raise ConfigError(f"no table {what!r}", where="leakwatch export",
                          hint=f"one of {', '.join(TABLES)}")  # fmt: skip
    endings = ENDINGS + (GRAPHS if what == "rings" else ())
    if path.suffix not in endings:
        raise ConfigError(f"cannot write {path.suffix or 'a file without ending'}",
                          where=str(path), hint=f"one of {', '.join(endings)}")  # fmt: skip
    draft = path.with_name(f".{secrets.token_hex(4)}{path.suffix}")
    try:
        count = _written(what, draft, lake, store)
        _noted(store, who, path.name, {"table": what, "rows": count})
        draft.replace(path)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(path)) from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _written(what: str, path: Path, lake: Lake, store: Store) -> int:
    if path.suffix in GRAPHS:
        return _graph(store, path)
    return _write(path, *_table(what, lake, store))


def _noted(store: Store, who: str, name: str, details: dict[str, Any]) -> None:
    from leakwatch.store import trail

    with store.writing() as session:
        trail.note(session, who, trail.Deed.EXPORTED, name, details)


def _graph(store: Store, path: Path) -> int:
    from leakwatch.rings.kept import rings
    from leakwatch.rings.writing import write

    return write(rings(store), path)


def _table(what: str, lake: Lake, store: Store) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """A table's columns and its rows, a batch at a time."""
    import ibis
    import pyarrow as pa

    if what == "trail":
        return _trail(store)
    columns = _columns(what)
    if columns:
        schema = ibis.schema(columns).to_pyarrow()
        name = "scored" if what == "days" else what
        rows = lake.read(name if lake.version(name) >= 0 else what, columns)
        order = [column for column in ("day", "at", "batch", "line", "actor") if column in columns]
        return schema, lake.engine.batches(rows.order_by(order if what != "feeds" else "source"))
    kept = pa.Table.from_pandas(_kept(what, store), preserve_index=False)
    return kept.schema, iter(kept.to_batches())


def _columns(what: str) -> dict[str, str]:
    """Columns of a table in the lake; none for one in the store."""
    from leakwatch.features.columns import DAYS
    from leakwatch.feeds.table import FEEDS
    from leakwatch.ingest.batch import BATCHES, QUARANTINE

    scored = {**DAYS, "score": "float64", "p": "float64"}
    lake = {"events": events.EVENTS, "days": scored, "quarantine": QUARANTINE, "batches": BATCHES,
            "feeds": FEEDS}  # fmt: skip
    return lake.get(what, {})


def _kept(what: str, store: Store) -> Any:
    from leakwatch import alerts
    from leakwatch.store import changes, rings

    if what == "rings":
        return rings.rings_table(store)
    if what == "changes":
        return changes.changes_table(store)
    return alerts.table(store) if what == "alerts" else alerts.findings_table(store)


def _trail(store: Store) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    import pyarrow as pa

    from leakwatch.store import trail
    from leakwatch.store.chain import Row

    kinds = {name: pa.int64() if name == "number" else pa.string() for name in Row._fields}
    schema = pa.schema(kinds)

    def batches() -> Iterator[pa.RecordBatch]:
        with store.reading() as session:
            found = trail.rows(session)
            while some := list(islice(found, trail.AT_A_TIME)):
                yield pa.RecordBatch.from_pylist([row._asdict() for row in some], schema)

    return schema, batches()


def _write(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    count = 0
    if path.suffix == ".jsonl":
        with path.open("wb") as file:
            for batch in batches:
                file.writelines(_lines(batch))
                count += len(batch)
        return count
    kind = pacsv.CSVWriter if path.suffix == ".csv" else pq.ParquetWriter
    with kind(str(path), schema) as writer:
        for batch in batches:
            table = guarded(batch.cast(schema)) if path.suffix == ".csv" else batch.cast(schema)
            writer.write(table)
            count += len(batch)
    return count


def _lines(batch: pa.RecordBatch) -> Iterator[bytes]:
    import msgspec

    encoder = msgspec.json.Encoder()
    return (encoder.encode(row) + b"\n" for row in batch.to_pylist())


def guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Cells that no spreadsheet takes for a formula."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.replace_substring_regex(column, FORMULA, r"'\1")
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        else column
        for column in batch.columns
    ]
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)
