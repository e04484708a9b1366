"""Which days have to be counted again, because something about them is new."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from leakwatch.ingest.batch import BATCHES
from leakwatch.ingest.stored import stored
from leakwatch.ingest.undoing import RETAKEN
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir

Rows = list[dict[str, Any]]
DERIVED = {"batch": "string", "source": "string", "under": "string"}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Touched:
    """Batches not counted yet (source, batch), the days they touch, and under which calendar."""

    batches: tuple[tuple[str, str], ...]
    days: frozenset[date]
    under: str

    @property
    def digest(self) -> str:
        """Names these batches under this calendar."""
        return hashlib.sha256(repr((self.batches, self.under)).encode()).hexdigest()

    def table(self) -> pa.Table:
        """What is noted once the days are counted."""
        rows = [{"batch": b, "source": s, "under": self.under} for s, b in self.batches]
        return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in DERIVED]))


def touched(lake: Lake, under: str) -> Touched:
    """What is new since the facts were last counted; all of it, where the calendar changed."""
    arrow = lake.engine.arrow
    batches = arrow(lake.read("batches", BATCHES)).to_pylist()
    derived = arrow(lake.read("derived", DERIVED)).to_pylist()
    known = {(row["source"], row["batch"]) for row in derived if row["under"] == under}
    new = [row for row in batches if (row["source"], row["batch"]) not in known]
    days: set[date] = set()
    for kind, find in (("events", _of_events), ("cases", _of_cases), ("roster", _of_roster)):
        rows = [row for row in new if row["kind"] == kind and row["events"]]
        if rows:
            days |= find(lake, rows)
    # days that lost events which were taken too early
    retaken = arrow(lake.read("retaken", RETAKEN)).to_pylist()
    lost = [row for row in retaken if (row["source"], row["batch"]) not in known]
    days |= {row["day"] for row in lost}
    named = tuple(sorted({(row["source"], row["batch"]) for row in [*new, *lost]}))
    return Touched(named, frozenset(days), under)


def _between(rows: Rows) -> list[date]:
    """Every day that may hold what the batches brought; a clock is at most a day from UTC."""
    first = min(row["first"] for row in rows).date() - DAY
    last = max(row["last"] for row in rows).date() + DAY
    return [first + DAY * n for n in range((last - first).days + 1)]


def _mine(table: ir.Table, rows: Rows) -> ir.Table:
    return table.filter(table["batch"].isin(sorted({row["batch"] for row in rows})))


def _distinct(lake: Lake, days: ir.Table) -> set[date]:
    return set(lake.engine.arrow(days.distinct())["day"].to_pylist()) - {None}


def _of_events(lake: Lake, rows: Rows) -> set[date]:
    columns = {"batch": "string", "day": "date"}
    return _distinct(lake, _mine(lake.read("events", columns, _between(rows)), rows).select("day"))


def _of_cases(lake: Lake, rows: Rows) -> set[date]:
    """Days with an event that gives one of the numbers, and the days of calls."""
    told = lake.read("cases", stored("cases"))
    # what a number said before counts no longer
    cases = told.semi_join(_mine(told, rows), ["org", "case"])
    events = lake.read("events", {"org": "string", "case": "string", "day": "date"})
    citing = events.semi_join(cases, ["org", "case"]).select("day")
    starts = _distinct(lake, cases.select(day=cases["start"].date()))
    near = {day + DAY * n for day in starts for n in (-1, 0, 1)}
    there = _distinct(lake, events.select("day"))
    return _distinct(lake, citing) | (near & there)


def _of_roster(lake: Lake, rows: Rows) -> set[date]:
    shifts = _mine(lake.read("roster", stored("roster")), rows)
    days = _distinct(lake, shifts.select("day"))
    # whether anyone is rostered at all looks a week around
    near = {day + DAY * n for day in days for n in range(-7, 8)}
    return near & _distinct(lake, lake.read("events", {"day": "date"}))
