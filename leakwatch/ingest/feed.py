"""A source as it is read: its raw rows, and what its connector and we make of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.connector import RECORD, Connector
from leakwatch.engine import Engine, Run
from leakwatch.ingest.hiding import Hider
from leakwatch.ingest.meanings import SPANNING
from leakwatch.ingest.refine import Refined, Refiner
from leakwatch.readers import reading
from leakwatch.readers.naming import Names
from leakwatch.readers.opening import RawFile
from leakwatch.readers.rows import Rows, Wrong
from leakwatch.tokens import Key

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Feed:
    """A source: its connector, organisation and zone, and what its files call the columns."""

    name: str
    connector: Connector
    org: str
    zone: str
    names: Names = field(default_factory=dict)


class Reading:
    """Reads files of one feed and refines their rows; opens no lake."""

    def __init__(self, feed: Feed, engine: Engine, key: Key) -> None:
        self.feed, self.engine = feed, engine
        self.kind = feed.connector.table
        self._salt = key.derive("fingerprint")
        hider = Hider(key, feed.org, spanning=self.kind in SPANNING)
        self._refiner = Refiner(self.kind, feed.connector.subject, feed.zone, hider)

    def read(self, raw: RawFile) -> Iterator[Rows]:
        """Raw rows of the file, piece by piece."""
        return reading.read(self.feed.connector, raw, self._salt, self.feed.names)

    @cached_property
    def _columns(self) -> dict[str, str]:
        """Raw rows as the readers give them."""
        connector = self.feed.connector
        cells = {RECORD: "string"} if connector.texts else connector.schema()
        return {"line": "int64", **cells}

    @cached_property
    def _rows(self) -> Run:
        return self.engine.prepared(self._columns, self._made)

    @cached_property
    def numbers(self) -> Run | None:
        """The number of each raw row, wanted or not, in `sequence`; None for a log without."""
        import ibis

        def numbered(raw: ir.Table) -> ir.Table:
            rows = self.feed.connector.rows(self._fit(raw))
            return rows.select(sequence=rows["sequence"].cast("int64"))

        shape = self.feed.connector.rows(self._fit(ibis.table(self._columns, name="raw")))
        has = "sequence" in shape.columns
        return self.engine.prepared(self._columns, numbered) if has else None

    @cached_property
    def _lacking(self) -> Run:
        return self.engine.prepared(self._columns, self._blank)

    def refine(self, table: pa.Table) -> Refined:
        """The connector's rows made fit; lines that lack a required cell are wrong."""
        raw = table.drop_columns(["fingerprint"])
        blank = self._lacking(raw)
        lacking = dict(zip(blank["line"].to_pylist(), blank["blank"].to_pylist(), strict=True))
        refined = self._refiner.refine(_blamed(_wanted(self._rows(raw)), lacking))
        if self.feed.connector.texts:
            named = {row.line for row in refined.wrong}
            left = {line: reason for line, reason in lacking.items() if line not in named}
            refined.wrong.extend(Wrong(line, reason) for line, reason in left.items())
        return refined

    def _made(self, raw: ir.Table) -> ir.Table:
        """The connector's rows, those it does not want among them."""
        rows = self.feed.connector.rows(self._fit(raw))
        return rows.drop("sequence") if "sequence" in rows.columns else rows

    def _fit(self, raw: ir.Table) -> ir.Table:
        """A record as typed columns; cells and lines are as the reader gave them."""
        if self.feed.connector.format in ("json", "xml"):
            return self.engine.unpacked(raw, self.feed.connector.schema())
        return raw

    def _blank(self, raw: ir.Table) -> ir.Table:
        """Lines that lack a required cell, and which; or that are no JSON."""
        import ibis

        fit, nothing = self._fit(raw), ibis.null("string")
        if self.feed.connector.format == "lines":
            tests = []
        elif self.feed.connector.format in ("json", "xml"):
            tests = [fit["is_json"].ifelse(nothing, "not JSON")]
        else:
            required = self.feed.connector.required()
            tests = [fit[name].isnull().ifelse(f"{name}: blank", nothing) for name in required]
        named = fit.select("line", blank=ibis.coalesce(nothing, *tests))
        return named.filter(named["blank"].notnull())


def _wanted(plain: pa.Table) -> pa.Table:
    """Without the rows a connector does not want."""
    if "wanted" not in plain.column_names:
        return plain
    # the engine would filter first, and for that parse each record once more
    return plain.filter(pc.fill_null(plain["wanted"], True)).drop_columns(["wanted"])


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
