"""Keeps the facts in the lake in step with the events: only days that something touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa

from leakwatch import people
from leakwatch.calendar import Calendar
from leakwatch.context import context
from leakwatch.events import EVENTS
from leakwatch.features import later
from leakwatch.features.columns import DAYS, DEEDS, HOURS, PAIRS, REGIONS
from leakwatch.features.moved import moved, restaffed, seen
from leakwatch.features.part import ACTOR_DAY, Part
from leakwatch.features.touched import DAY, touched
from leakwatch.ingest.stored import STORED
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir

Tables = tuple["ir.Table", "ir.Table"]
SIGHTINGS = {"subject": "string", "phone": "string", "id_no": "string"}
#: facts counted by other rules are counted again
RULES = "2"


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
    facts.clock(Part.made(lake, new.days, staffed))
    homes = facts.homes
    shown = moved(lake, before, after).union(staffed, later.rehomed(lake, homes))
    days = facts.renew(Part.made(lake, new.days, shown))
    # last: killed before, the next update finds the same people and branches moved
    lake.replace("homes", lake.engine.arrow(homes))
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

    @cached_property
    def homes(self) -> ir.Table:
        """Each branch's commonest region, of all days by now clocked."""
        from leakwatch.features.regions import homes

        return self.lake.engine.keep(homes(self.lake.read("regions", REGIONS)))

    def clock(self, part: Part) -> None:
        """Counts looks by hour and by region: of every day before any is judged by the usual."""
        from leakwatch.features.hours import hours
        from leakwatch.features.regions import regions

        if part.all_days:
            part.put(self.lake, "hours", HOURS, hours(self._events(part)))
            whole = Part(part.all_days, part.actors, frozenset())
            whole.put(self.lake, "regions", REGIONS, regions(self._events(whole)))

    def renew(self, part: Part) -> frozenset[date]:
        """Counts a part again, and what follows; gives the days."""
        from leakwatch.features.deeds import deeds
        from leakwatch.features.pairs import pairs

        if not part.all_days:
            return frozenset()
        events = self._judged(part)
        seen, done = (self.lake.engine.keep(made(events)) for made in (pairs, deeds))
        ever = part.rest(self.lake, "pairs", PAIRS).union(seen.select(*PAIRS))
        first = later.first_uses(self.lake, part, done)
        self._count(part, events, (seen, done), (ever, first))
        reached = later.met(self.lake, part, seen, ever).union(
            later.begun(first), later.entered(self.lake, part, self._failures(part.days))
        )
        after = self._beside(part, reached)
        if after.others:
            events = self._judged(after)
            self._count(after, events, (pairs(events), deeds(events)), (ever, first))
        # last: killed before, the next update finds the same people met and things done
        part.put(self.lake, "pairs", PAIRS, seen)
        part.put(self.lake, "deeds", DEEDS, done)
        return part.all_days | after.others

    def _beside(self, part: Part, actors: ir.Table) -> Part:
        """Actor-days that are not in the part."""
        others = actors.filter(actors["day"].notin(sorted(part.days)))
        return Part.made(self.lake, frozenset(), others.anti_join(part.actors, ACTOR_DAY))

    def _failures(self, days: Set[date]) -> ir.Table:
        """Failed log-ins of every account on these days."""
        from leakwatch.features.entering import failures

        return failures(self.lake.read("events", EVENTS, days))

    def _events(self, part: Part) -> ir.Table:
        from leakwatch.features.staffed import with_staff

        return with_staff(part.rows(self.lake, "events", STORED), self.context.get("staff"))

    def _count(self, part: Part, events: ir.Table, made: Tables, ever: Tables) -> None:
        """Puts the days in; what is new on them, all meetings and first uses say."""
        from leakwatch.features.around import Around
        from leakwatch.features.days import days
        from leakwatch.features.pairs import first_seen

        (seen, done), (met, used) = made, ever
        known = first_seen(met.semi_join(seen, ["actor", "subject"]))
        near = part.all_days | {day - DAY for day in part.all_days}
        failures = self.lake.engine.keep(self._failures(near))
        around = Around(known, used, self.homes, failures)
        part.put(self.lake, "days", DAYS, days(events, around=around, seen=seen, done=done))

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
