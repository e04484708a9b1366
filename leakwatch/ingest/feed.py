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
from leakwatch.readers.rows import Rows, Wrong, by_line
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
    def _unreadable(self) -> Run:
        return self.engine.prepared(self._columns, self._misfits)

    def plain(self, raw: pa.Table) -> pa.Table:
        """The connector's rows, identifiers as they are written; without those not wanted."""
        return _wanted(by_line(self._rows(raw)))

    def refine(self, table: pa.Table) -> Refined:
        """The connector's rows made fit; lines that lack a required cell are wrong."""
        raw = table.drop_columns(["fingerprint"])
        lacking = self._lacking(raw)
        refined = self._refiner.refine(_blamed(self.plain(raw), lacking))
        if self.feed.connector.texts and len(lacking):
            named = {row.line for row in refined.wrong}
            reasons = zip(lacking["line"].to_pylist(), lacking["blank"].to_pylist(), strict=True)
            refined.wrong.extend(Wrong(*row) for row in reasons if row[0] not in named)
        return refined

    def _lacking(self, raw: pa.Table) -> pa.Table:
        """Lines that lack a required cell, and which; or that are no JSON."""
        connector = self.feed.connector
        if connector.format in ("json", "xml"):
            return self._unreadable(raw)
        nothing = pa.scalar(None, pa.string())
        reasons = pa.nulls(len(raw), pa.string())
        for name in () if connector.texts else connector.required():
            if raw[name].null_count:
                blank = pc.if_else(pc.is_null(raw[name]), f"{name}: blank", nothing)
                reasons = pc.coalesce(reasons, blank)
        lacking = pa.table({"line": raw["line"], "blank": reasons})
        return lacking.filter(pc.is_valid(reasons))

    def _made(self, raw: ir.Table) -> ir.Table:
        """The connector's rows, those it does not want among them."""
        rows = self.feed.connector.rows(self._fit(raw))
        return rows.drop("sequence") if "sequence" in rows.columns else rows

    def _fit(self, raw: ir.Table) -> ir.Table:
        """A record as typed columns; cells and lines are as the reader gave them."""
        if self.feed.connector.format in ("json", "xml"):
            return self.engine.unpacked(raw, self.feed.connector.schema())
        return raw

    def _misfits(self, raw: ir.Table) -> ir.Table:
        """Lines that are no JSON."""
        import ibis

        fit = self._fit(raw)
        return fit.filter(~fit["is_json"]).select("line", blank=ibis.literal("not JSON"))


def _wanted(plain: pa.Table) -> pa.Table:
    """Without the rows a connector does not want."""
    if "wanted" not in plain.column_names:
        return plain
    # the engine would filter first, and for that parse each record once more
    return plain.filter(pc.fill_null(plain["wanted"], True)).drop_columns(["wanted"])


def _blamed(plain: pa.Table, lacking: pa.Table) -> pa.Table:
    """With `wrong` for lines that lack a cell; a log-in may lack the record it would open."""
    if not len(lacking):
        return plain
    at = pc.index_in(plain["line"], lacking["line"].combine_chunks())
    wrong, nothing = lacking["blank"].combine_chunks().take(at), pa.scalar(None, pa.string())
    if "action" in plain.column_names:
        entered = pc.is_in(plain["action"], pa.array(["login", "login_failed"]))
        wrong = pc.if_else(entered, nothing, wrong)
    if "wrong" in plain.column_names:
        wrong = pc.coalesce(plain["wrong"], wrong)
        plain = plain.drop_columns(["wrong"])
    return plain.append_column("wrong", wrong)
