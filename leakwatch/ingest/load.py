"""One file into the lake, in one commit: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow as pa

from leakwatch.connector import Connector
from leakwatch.engine import Engine, Run
from leakwatch.ingest.batch import BATCHES, QUARANTINE, Batch
from leakwatch.ingest.handover import Handover
from leakwatch.ingest.hiding import Hider
from leakwatch.ingest.meanings import SPANNING
from leakwatch.ingest.passing import Passing
from leakwatch.ingest.refine import Refined, Refiner
from leakwatch.ingest.stored import arrow_schema, stored
from leakwatch.lake import Lake
from leakwatch.readers.delimited import Delimited
from leakwatch.readers.json import RECORD, Json
from leakwatch.readers.opening import RawFile, utf8
from leakwatch.readers.rows import Rows, Wrong
from leakwatch.tokens import Key

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Feed:
    """A source as it is read: its connector, organisation and zone."""

    name: str
    connector: Connector
    org: str
    zone: str


class Loader:
    """Takes files of one feed into the lake."""

    def __init__(self, feed: Feed, lake: Lake, engine: Engine, key: Key) -> None:
        self.feed, self.lake, self.engine = feed, lake, engine
        self.kind = feed.connector.table
        self._salt = key.derive("fingerprint")
        hider = Hider(key, feed.org, spanning=self.kind in SPANNING)
        self._refiner = Refiner(self.kind, feed.connector.subject, feed.zone, hider)

    def taken(self, raw: RawFile) -> bool:
        """True where this content of this feed is in the lake."""
        return self.lake.has("batches", self._once(raw))

    def _once(self, raw: RawFile) -> str:
        return f"{self.feed.name}/{raw.digest}"

    def load(self, raw: RawFile) -> Batch:
        """Reads the file, writes its rows, its quarantine and last its counts.

        SourceError refuses the file whole, and nothing of it is written.
        """
        batch = Batch(raw.digest, self.feed.name, self.kind, raw.path.name)
        once = self._once(raw)
        self._append(Handover(Passing(self, raw, batch).batches()), once)
        wrong = [
            {"batch": batch.batch, "source": batch.source, "file": batch.file,
             "line": row.line, "reason": row.reason}
            for row in sorted(batch.wrong, key=attrgetter("line", "reason"))
        ]  # fmt: skip
        if wrong:
            self.lake.append(
                "quarantine", pa.Table.from_pylist(wrong, arrow_schema(QUARANTINE)), once
            )
        self.lake.append(
            "batches", pa.Table.from_pylist([batch.row()], arrow_schema(BATCHES)), once
        )
        return batch

    def _append(self, rows: Handover, once: str) -> None:
        schema = arrow_schema(stored(self.kind))
        reader = pa.RecordBatchReader.from_batches(schema, iter(rows))
        try:
            self.lake.append(self.kind, reader, once, by_day=self.kind == "events")
            rows.exhaust()
        finally:
            # where the rows ended early, this raises why
            rows.settle()

    def read(self, raw: RawFile) -> Iterator[Rows]:
        """Raw rows of the file, piece by piece."""
        connector, where = self.feed.connector, str(raw.path)
        pieces = utf8(raw.path)
        if connector.format == "json":
            return Json(connector.envelope, where).rows(pieces, self._salt)
        return Delimited(connector.schema(), connector.required(), where).rows(pieces, self._salt)

    @cached_property
    def _columns(self) -> dict[str, str]:
        """Raw rows as the readers give them."""
        connector = self.feed.connector
        cells = {RECORD: "string"} if connector.format == "json" else connector.schema()
        return {"line": "int64", **cells}

    @cached_property
    def _rows(self) -> Run:
        return self.engine.prepared(self._columns, self._wanted)

    @cached_property
    def _lacking(self) -> Run:
        return self.engine.prepared(self._columns, self._blank)

    def refine(self, table: pa.Table) -> Refined:
        """The connector's rows made fit; lines that lack a required cell are wrong."""
        raw = table.drop_columns(["fingerprint"])
        blank = self._lacking(raw)
        lacking = dict(zip(blank["line"].to_pylist(), blank["blank"].to_pylist(), strict=True))
        refined = self._refiner.refine(_blamed(self._rows(raw), lacking))
        if RECORD in table.column_names:
            named = {row.line for row in refined.wrong}
            left = {line: reason for line, reason in lacking.items() if line not in named}
            refined.wrong.extend(Wrong(line, reason) for line, reason in left.items())
        return refined

    def _wanted(self, raw: ir.Table) -> ir.Table:
        """The connector's rows, less those it does not want."""
        rows = self.feed.connector.rows(self._fit(raw))
        if "wanted" not in rows.columns:
            return rows
        return rows.filter(rows["wanted"].fill_null(True)).drop("wanted")

    def _fit(self, raw: ir.Table) -> ir.Table:
        """JSON as typed columns; cells are as the reader trimmed them."""
        if RECORD in raw.columns:
            return self.engine.unpacked(raw, self.feed.connector.schema())
        return raw

    def _blank(self, raw: ir.Table) -> ir.Table:
        """Lines that lack a required cell, and which; or that are no JSON."""
        import ibis

        fit, nothing = self._fit(raw), ibis.null("string")
        if "is_json" in fit.columns:
            tests = [fit["is_json"].ifelse(nothing, "not JSON")]
        else:
            required = self.feed.connector.required()
            tests = [fit[name].isnull().ifelse(f"{name}: blank", nothing) for name in required]
        named = fit.select("line", blank=ibis.coalesce(nothing, *tests))
        return named.filter(named["blank"].notnull())


def _blamed(plain: pa.Table, lacking: dict[int, str]) -> pa.Table:
    """With `wrong` for lines that lack a cell; a log-in may lack the record it would open."""
    if not lacking:
        return plain
    wrong = [lacking.get(line) for line in plain["line"].to_pylist()]
    if "action" in plain.column_names:
        actions = plain["action"].to_pylist()
        wrong = [None if action in ("login", "login_failed") else reason
                 for reason, action in zip(wrong, actions, strict=True)]  # fmt: skip
    given = plain["wrong"].to_pylist() if "wrong" in plain.column_names else [None] * len(wrong)
    both = pa.array([own or found for own, found in zip(given, wrong, strict=True)], pa.string())
    rest = plain.drop_columns(["wrong"]) if "wrong" in plain.column_names else plain
    return rest.append_column("wrong", both)
