"""What every connector promises, tried on one raw file of its kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import ibis
import pyarrow as pa
from ibis.backends.sql.compilers import PySparkCompiler
from ibis.common.exceptions import IbisError

from leakwatch.checks.promise import broken, made, named, promise
from leakwatch.connector import FORMATS, RECORD
from leakwatch.engine import DuckDB, Engine
from leakwatch.events import TABLES
from leakwatch.ingest.feed import Feed, Reading
from leakwatch.ingest.meanings import DAYS, IDENTITIES, TIMES
from leakwatch.readers.opening import look
from leakwatch.tokens import Key

if TYPE_CHECKING:
    from leakwatch.connector import Connector

ZONE = "Asia/Shanghai"
#: what the core knows of an event better than a connector
CORES = {"batch", "source", "sector", "org", "at"}
#: what a connector may say beside the columns of its table
BESIDE = {"line": "int64", "wanted": "boolean", "wrong": "string", "subject_kind": "string",
          "birth": "string", "sequence": "int64"}  # fmt: skip
KINDS = ("phone", "id_no", "key")


def check_connector(kind: type[Connector], raw: Path) -> None:
    """Puts a connector through all its promises; PluginError names the first it breaks.

    `raw` is a file as the system delivers it, with at least two rows that become rows of the
    connector's table. Needs neither Spark nor Java.
    """
    named(kind)
    _declared(made(kind))
    _shaped(made(kind))
    engine = DuckDB()
    try:
        _told(_Trial(kind, engine), raw)
    finally:
        engine.close()


def _declared(one: Connector) -> None:
    """Table, format, columns and the kind of key, as class attributes."""
    kind = type(one)
    promise(one.table in TABLES, f"its table is one of {', '.join(TABLES)}", kind, one.table)
    promise(one.format in FORMATS, f"its format is one of {', '.join(FORMATS)}", kind)
    promise(one.subject in KINDS, f"subject is one of {', '.join(KINDS)}", kind, one.subject)
    promise(bool(one.columns) or one.format in ("lines", "table"), "it declares columns", kind)
    if one.format == "delimited":
        typed = [name for name, dtype in one.schema().items() if dtype != "string"]
        promise(not typed, "columns of delimited files are text", kind, ", ".join(typed))
        promise(bool(one.required()), "a column is required, so that the header is found", kind,
                "mark it with *")  # fmt: skip


def _shaped(one: Connector) -> None:
    """Rows of the columns and types of its table, that Spark can compute as well."""
    kind = type(one)
    try:
        rows = one.rows(ibis.table({"line": "int64", **_given(one)}, name="raw"))
        PySparkCompiler().to_sqlglot(rows)
    except IbisError as error:
        raise broken("it compiles for Spark", kind, error) from error
    known = {**TABLES[one.table], **BESIDE}
    written = [*IDENTITIES[one.table], *TIMES[one.table], *DAYS.get(one.table, ())]
    known |= dict.fromkeys(written, "string")
    if one.table == "events":
        known = {name: dtype for name, dtype in known.items() if name not in CORES}
    spare = [name for name in rows.columns if name not in known]
    promise("line" in rows.columns, "every row keeps its line", kind)
    promise(not spare, f"its columns are of the table {one.table}", kind, ", ".join(spare))
    for name, dtype in rows.schema().items():
        fits = dtype.castable(ibis.dtype(known[name]))
        promise(fits, f"{name} conforms to {known[name]}", kind, f"it is {dtype}")


def _given(one: Connector) -> dict[str, str]:
    """Columns of the raw rows, as the core gives them."""
    if one.format == "lines":
        return {RECORD: "string"}
    return ({"is_json": "boolean"} if one.texts else {}) | one.schema()


@dataclass(frozen=True)
class _Trial:
    """A connector as the core would use it, under a key that is no secret."""

    kind: type[Connector]
    engine: Engine

    def reading(self) -> Reading:
        """A fresh one, that remembers nothing of another."""
        feed = Feed("check", made(self.kind), "check", ZONE)
        return Reading(feed, self.engine, Key(bytes(32), ""))

    def raw(self, path: Path) -> pa.Table:
        """The raw rows of a file."""
        return pa.concat_tables(rows.table for rows in self.reading().read(look(path)))

    def said(self, reading: Reading, *parts: pa.Table) -> Counter[str]:
        """What becomes of raw rows read in these parts, in no order: rows, wrong and words."""
        told: Counter[str] = Counter()
        for part in parts:
            try:
                refined = reading.refine(part)
            except (duckdb.Error, pa.ArrowException, TypeError, ValueError) as error:
                what = "its rows can be computed and conform to their table"
                raise broken(what, self.kind, error) from error
            lines = set(refined.table["line"].to_pylist()) | {row.line for row in refined.wrong}
            promise(lines <= set(part["line"].to_pylist()), "every row keeps its line", self.kind)
            told.update(map(repr, refined.table.to_pylist()))
            told.update(map(repr, refined.wrong))
            told.update(refined.words)
        return told


def _told(trial: _Trial, path: Path) -> None:
    """The same rows, whenever, however cut and in whatever order they are read."""
    raw, kind = trial.raw(path), trial.kind
    once = trial.said(trial.reading(), raw)
    rows = sum(count for row, count in once.items() if row.startswith("{"))
    promise(rows > 1, "at least two rows come out of its sample", kind, f"{rows} of {len(raw)}")
    reading = trial.reading()
    promise(trial.said(reading, raw) == once, "same in, same out", kind)
    half = len(raw) // 2
    parts = (raw.slice(0, half), raw.slice(half))
    promise(trial.said(reading, *parts) == once, "a file cut in two gives the same rows", kind)
    backwards = raw.take(list(reversed(range(len(raw)))))
    promise(trial.said(reading, backwards) == once, "row order has no impact", kind)
    promise(not trial.said(reading, raw.slice(0, 0)), "empty in, empty out", kind)
