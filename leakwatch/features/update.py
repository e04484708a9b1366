"""Keeps the facts in the lake in step with the events: only days that something touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from leakwatch import people
from leakwatch.calendar import Calendar
from leakwatch.context import context
from leakwatch.features.columns import DAYS, HOURS, PAIRS
from leakwatch.features.moved import moved, restaffed, seen
from leakwatch.features.touched import DERIVED, touched
from leakwatch.ingest.stored import STORED
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir

Schema = Mapping[str, str]
ACTOR_DAY = ["actor", "day"]
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
    """Counts again what new batches touch, and notes them; a killed update is done again.

    Of days with new events or cases, every account; of others, the accounts about whose people
    something became known.
    """
    new = touched(lake, under(calendar, call_minutes))
    if not new.batches:
        return Updated(0, frozenset())
    known = lake.read("sightings", SIGHTINGS)
    fresh = lake.engine.arrow(seen(lake, new).difference(known).select(*SIGHTINGS))
    before = lake.engine.keep(people.persons(known))
    after = lake.engine.keep(people.persons(known.union(lake.engine.table(fresh))))
    facts = _Facts(lake, calendar, call_minutes, after)
    staffed = restaffed(lake, new)
    days = facts.renew(new.days, moved(lake, before, after).union(staffed), staffed)
    # last: killed before, the next update finds the same people moved
    lake.append("sightings", fresh, f"sightings/{new.digest}")
    lake.append("derived", new.table(), f"derived/{new.digest}")
    return Updated(len(new.batches), days)


class _Facts:
    """Facts of some days, from their events, the context, and the facts of other days."""

    def __init__(
        self, lake: Lake, calendar: Calendar, call_minutes: int, persons: ir.Table
    ) -> None:
        self.lake, self.calendar, self.call_minutes = lake, calendar, call_minutes
        self.context, self.persons = context(lake), persons

    def renew(self, days: frozenset[date], moved: ir.Table, staffed: ir.Table) -> frozenset[date]:
        """Counts these days, other actor-days `moved` or `staffed`, and what follows; which days."""
        engine = self.lake.engine
        other = engine.keep(_but(moved.distinct(), days))
        parts = [(days, None), (_days(engine.arrow(other)), other)]
        staffed = engine.keep(_but(staffed, days))
        for listed, only in (parts[0], (_days(engine.arrow(staffed)), staffed)):
            if listed:
                self._clock(listed, only)
        for listed, only in parts:
            if listed:
                days |= listed | self._write(listed, only)
        return days

    def _clock(self, days: Set[date], only: ir.Table | None) -> None:
        """Counts looks by the hour: of every day before any is judged by what is usual."""
        from leakwatch.features.hours import hours

        self._put("hours", HOURS, hours(self._events(days, only)), days, only)

    def _events(self, days: Set[date], only: ir.Table | None) -> ir.Table:
        from leakwatch.features.staffed import with_staff

        events = _of(self.lake.read("events", STORED, days), only)
        return with_staff(events, self.context.get("staff"))

    def _write(self, days: Set[date], only: ir.Table | None) -> frozenset[date]:
        """Counts these days, or of them the actor-days `only`, in place of what was counted.

        Then the later days on which somebody is new no longer, or now is; gives those.
        """
        engine = self.lake.engine
        before = engine.keep(self._pairs(days, only))
        self._count(days, only)
        later = engine.keep(self._later(before, days, only))
        again = _days(engine.arrow(later))
        if again:
            self._count(again, later)
        return again

    def _count(self, days: Set[date], only: ir.Table | None) -> None:
        from leakwatch.features import pairs as pairing
        from leakwatch.features.days import days as daily

        engine = self.lake.engine
        events = people.with_person(self._events(days, only), self.persons)
        events = engine.keep(self._judged(events, days))
        pairs = engine.keep(pairing.pairs(events))
        self._put("pairs", PAIRS, pairs, days, only)
        first = pairing.first_seen(self._met(pairs))
        self._put("days", DAYS, daily(events, first_seen=first, seen=pairs), days, only)

    def _put(
        self, name: str, schema: Schema, table: ir.Table, days: Set[date], only: ir.Table | None
    ) -> None:
        if only is not None:
            rest = self.lake.read(name, schema, days).anti_join(only, ACTOR_DAY)
            table = rest.select(*schema).union(table.select(*schema))
        self.lake.replace_days(name, self.lake.engine.arrow(table), days)

    def _pairs(self, days: Set[date], only: ir.Table | None) -> ir.Table:
        return _of(self.lake.read("pairs", PAIRS, days), only).select(*PAIRS)

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

    def _later(self, before: ir.Table, days: Set[date], only: ir.Table | None) -> ir.Table:
        """Later actor-days on which a person counts as new who no longer is, or is not who is."""
        columns = ["actor", "subject", "day"]
        was, now = (table.select(*columns) for table in (before, self._pairs(days, only)))
        both = was.difference(now).union(now.difference(was))
        met = both.group_by("actor", "subject").agg(since=both["day"].min())
        ever = self.lake.read("pairs", PAIRS).inner_join(met, ["actor", "subject"])
        later = ever.filter(ever["day"] > ever["since"]).select(*ACTOR_DAY).distinct()
        return _but(later, days) if only is None else later.anti_join(only, ACTOR_DAY)

    def _working(self, days: Set[date]) -> ir.Table:
        """The calendar of every day with facts: what is usual needs the others too."""
        hours = self.lake.read("hours", HOURS)
        ends = hours.agg(first=hours["day"].min(), last=hours["day"].max())
        [span] = self.lake.engine.arrow(ends).to_pylist()
        first, last = min(days), max(days)
        listed = self.calendar.working(
            min(span["first"] or first, first), max(span["last"] or last, last)
        )
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


def _of(table: ir.Table, only: ir.Table | None) -> ir.Table:
    return table if only is None else table.semi_join(only, ACTOR_DAY)


def _but(table: ir.Table, days: Set[date]) -> ir.Table:
    return table.filter(table["day"].notin(sorted(days))) if days else table


def _days(table: pa.Table) -> frozenset[date]:
    return frozenset(table["day"].to_pylist())


__all__ = ["DAYS", "DERIVED", "PAIRS", "Updated", "under", "update"]
