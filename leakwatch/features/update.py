"""Keeps the facts in the lake in step with the events: only days that something touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from leakwatch import people
from leakwatch.calendar import Calendar
from leakwatch.context import context
from leakwatch.features.columns import DAYS, HOURS, PAIRS
from leakwatch.features.touched import DERIVED, Touched, touched
from leakwatch.ingest.stored import STORED
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir

SIGHTINGS = {"subject": "string", "phone": "string", "id_no": "string"}
#: facts counted by other rules are counted again
RULES = "1"


@dataclass(frozen=True)
class Updated:
    """How many batches were new, and the days counted again."""

    batches: int
    days: frozenset[date]


def under(calendar: Calendar, call_minutes: int) -> str:
    """Names the rules the facts are counted under."""
    free, made_up = sorted(map(str, calendar.holidays)), sorted(map(str, calendar.made_up))
    opening = [vars(hours) for hours in calendar.opening]
    said = [RULES, call_minutes, calendar.public, free, made_up, opening]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def update(lake: Lake, calendar: Calendar, call_minutes: int) -> Updated:
    """Counts the touched days again and notes the batches; a killed update is done again."""
    new = touched(lake, under(calendar, call_minutes))
    if not new.batches:
        return Updated(0, frozenset())
    _sight(lake, new)
    days = new.days
    if days:
        facts = _Facts(lake, calendar, call_minutes)
        facts.write(days)
        later = facts.later(days)
        if later:
            facts.write(later)
            days |= later
    batch = hashlib.sha256(repr(new).encode()).hexdigest()
    lake.append("derived", new.table(), f"derived/{batch}")
    return Updated(len(new.batches), days)


def _sight(lake: Lake, new: Touched) -> None:
    """Notes which tokens the new batches show together."""
    events = lake.read("events", STORED, new.days)
    seen = people.sightings(events, context(lake))
    known = lake.read("sightings", SIGHTINGS)
    fresh = lake.engine.arrow(seen.difference(known.select(seen.columns)).select(*SIGHTINGS))
    digest = hashlib.sha256(repr(sorted(new.batches)).encode() + new.under.encode()).hexdigest()
    lake.append("sightings", fresh, f"sightings/{digest}")


class _Facts:
    """Facts of some days, from their events, the context, and the facts of other days."""

    def __init__(self, lake: Lake, calendar: Calendar, call_minutes: int) -> None:
        self.lake, self.calendar, self.call_minutes = lake, calendar, call_minutes
        self.context = context(lake)
        self.persons = lake.engine.keep(people.persons(lake.read("sightings", SIGHTINGS)))

    def write(self, days: Set[date]) -> None:
        """Counts these days and puts them in place of what was counted before."""
        from leakwatch.features import pairs as pairing
        from leakwatch.features.days import days as daily
        from leakwatch.features.hours import hours
        from leakwatch.features.staffed import with_staff

        engine, lake = self.lake.engine, self.lake
        events = with_staff(lake.read("events", STORED, days), self.context.get("staff"))
        events = people.with_person(events, self.persons)
        lake.replace_days("hours", engine.arrow(hours(events)), days)
        events = engine.keep(self._judged(events, days))
        pairs = engine.keep(pairing.pairs(events))
        lake.replace_days("pairs", engine.arrow(pairs), days)
        first = pairing.first_seen(self._met(pairs))
        facts = engine.arrow(daily(events, first_seen=first, seen=pairs))
        lake.replace_days("days", facts, days)

    def _judged(self, events: ir.Table, days: Set[date]) -> ir.Table:
        """Events with what speaks for and against each look."""
        from leakwatch.features import hours, rest
        from leakwatch.features.explained import explained
        from leakwatch.features.usual import usual

        cases = self.context.get("cases")
        if cases is not None:
            cases = self.lake.engine.keep(people.with_case_person(cases, self.persons))
        past = self.lake.read("hours", HOURS)
        working = self._working(days)
        return hours.off(
            explained(events, cases, self.call_minutes),
            roster=self.context.get("roster"),
            opening=self._opening(),
            working=working,
            usual=self.lake.engine.keep(usual(past)),
            busy=self.lake.engine.keep(rest.busy(past, working)),
        )

    def _met(self, pairs: ir.Table) -> ir.Table:
        """Every meeting, on any day, of the actors and people who met on these days."""
        ever = self.lake.read("pairs", PAIRS)
        return ever.semi_join(pairs, ["actor", "subject"])

    def later(self, days: Set[date]) -> frozenset[date]:
        """Later days on which a person counted as new who is not, since these days came late."""
        ever = self.lake.read("pairs", PAIRS)
        met = ever.filter(ever["day"].isin(sorted(days))).group_by("actor", "subject")
        since = met.agg(since=ever["day"].min())
        after = ever.inner_join(since, ["actor", "subject"])
        after = after.filter((after["day"] > after["since"]) & ~after["day"].isin(sorted(days)))
        found = self.lake.engine.arrow(after.select("day").distinct())["day"].to_pylist()
        return frozenset(found)

    def _working(self, days: Set[date]) -> ir.Table:
        """The calendar from the first day with facts on: what is usual needs the past too."""
        hours = self.lake.read("hours", HOURS)
        first = self.lake.engine.arrow(hours.agg(first=hours["day"].min()))["first"][0].as_py()
        listed = list(self.calendar.working(min(first or min(days), min(days)), max(days)))
        schema = pa.schema([("day", pa.date32()), ("working", pa.bool_())])
        rows = [{"day": day, "working": works} for day, works in listed]
        return self.lake.engine.table(pa.Table.from_pylist(rows, schema))

    def _opening(self) -> ir.Table | None:
        if not self.calendar.opening:
            return None
        schema = pa.schema([("org", pa.string()), ("branch", pa.string()),
                            ("opens", pa.int64()), ("closes", pa.int64())])  # fmt: skip
        rows = [vars(hours) for hours in self.calendar.opening]
        return self.lake.engine.table(pa.Table.from_pylist(rows, schema))


__all__ = ["DAYS", "DERIVED", "PAIRS", "Updated", "under", "update"]
