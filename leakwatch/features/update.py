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
from leakwatch.features.moved import moved, restaffed, seen
from leakwatch.features.part import ACTOR_DAY, Part
from leakwatch.features.touched import touched
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
    shown = moved(lake, before, after).union(staffed)
    days = facts.renew(Part.made(lake, new.days, shown), Part.made(lake, new.days, staffed))
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

    def renew(self, part: Part, clocked: Part) -> frozenset[date]:
        """Counts a part again, the hours of `clocked`, and what follows; gives the days."""
        from leakwatch.features import pairs as pairing

        if not part.all_days:
            return frozenset()
        self._clock(clocked)
        events = self._judged(part)
        pairs = self.lake.engine.keep(pairing.pairs(events))
        ever = part.rest(self.lake, "pairs", PAIRS).union(pairs.select(*PAIRS))
        self._count(part, events, pairs, ever)
        later = Part.made(self.lake, frozenset(), self._later(part, pairs, ever))
        if later.others:
            events = self._judged(later)
            self._count(later, events, pairing.pairs(events), ever)
        # last: killed before, the next update finds the same people met
        part.put(self.lake, "pairs", PAIRS, pairs)
        return part.all_days | later.others

    def _clock(self, part: Part) -> None:
        """Counts looks by the hour: of every day before any is judged by what is usual."""
        from leakwatch.features.hours import hours

        if part.all_days:
            part.put(self.lake, "hours", HOURS, hours(self._events(part)))

    def _events(self, part: Part) -> ir.Table:
        from leakwatch.features.staffed import with_staff

        return with_staff(part.rows(self.lake, "events", STORED), self.context.get("staff"))

    def _count(self, part: Part, events: ir.Table, pairs: ir.Table, ever: ir.Table) -> None:
        """Puts the days in; who is new on them, every meeting of the same two says."""
        from leakwatch.features.days import days
        from leakwatch.features.pairs import first_seen

        first = first_seen(ever.semi_join(pairs, ["actor", "subject"]))
        part.put(self.lake, "days", DAYS, days(events, first_seen=first, seen=pairs))

    def _judged(self, part: Part) -> ir.Table:
        """Its events with what speaks for and against each look."""
        from leakwatch.features import hours, rest
        from leakwatch.features.explained import explained
        from leakwatch.features.usual import usual

        events = people.with_person(self._events(part), self.persons)
        cases = self.context.get("cases")
        if cases is not None:
            cases = self.lake.engine.keep(people.with_case_person(cases, self.persons))
        past = self.lake.read("hours", HOURS)
        working = self._working(part.all_days)
        judged = hours.off(
            explained(events, cases, self.call_minutes),
            roster=self.context.get("roster"),
            opening=self._opening(),
            working=working,
            usual=self.lake.engine.keep(usual(past)),
            busy=self.lake.engine.keep(rest.busy(past, working)),
        )
        return self.lake.engine.keep(judged)

    def _later(self, part: Part, pairs: ir.Table, ever: ir.Table) -> ir.Table:
        """Actor-days after meetings that are new in `pairs`, or no more: who counts as new on them
        may have changed."""
        met = ["actor", "subject", "day"]
        was, now = part.rows(self.lake, "pairs", PAIRS).select(*met), pairs.select(*met)
        other = was.difference(now).union(now.difference(was))
        since = other.group_by("actor", "subject").agg(since=other["day"].min())
        after = ever.inner_join(since, ["actor", "subject"])
        after = after.filter(
            (after["day"] > after["since"]) & after["day"].notin(sorted(part.days))
        )
        return after.select(*ACTOR_DAY).anti_join(part.actors, ACTOR_DAY)

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
