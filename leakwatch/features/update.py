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
    fresh = lake.engine.arrow(seen(lake, new, known))
    before = lake.engine.made(people.persons, sightings=known)
    after = lake.engine.made(
        people.persons, sightings=known.union(lake.engine.table(fresh)) if fresh else known
    )
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
        self.made = lake.engine.made

    @cached_property
    def homes(self) -> ir.Table:
        """Each branch's commonest region, of all days by now clocked."""
        from leakwatch.features.regions import homes

        return self.made(homes, regions=self.lake.read("regions", REGIONS))

    def clock(self, part: Part) -> None:
        """Counts looks by hour and by region: of every day before any is judged by the usual."""
        from leakwatch.features.counting import by_hour, by_region

        if part.all_days:
            part.put(self.lake, "hours", HOURS, self.made(by_hour, **self._events(part)))
            whole = Part(part.all_days, part.actors, frozenset())
            whole.put(self.lake, "regions", REGIONS, self.made(by_region, **self._events(whole)))

    def renew(self, part: Part) -> frozenset[date]:
        """Counts a part again, and what follows; gives the days."""
        from leakwatch.features.deeds import deeds
        from leakwatch.features.pairs import pairs

        if not part.all_days:
            return frozenset()
        events = self._judged(part)
        seen, done = (self.made(make, events=events) for make in (pairs, deeds))
        ever = part.rest(self.lake, "pairs", PAIRS).union(seen.select(*PAIRS))
        first = later.first_uses(self.lake, part, done)
        self._count(part, events, (seen, done), (ever, first))
        reached = later.met(self.lake, part, seen, ever).union(
            later.begun(first), later.entered(self.lake, part, self._failures(part.days))
        )
        after = self._beside(part, reached)
        if after.others:
            events = self._judged(after)
            seen_then, done_then = (self.made(make, events=events) for make in (pairs, deeds))
            self._count(after, events, (seen_then, done_then), (ever, first))
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

        return self.made(failures, events=self.lake.read("events", EVENTS, days))

    def _events(self, part: Part) -> dict[str, ir.Table | None]:
        staff = self.context.get("staff")
        return {"events": part.rows(self.lake, "events", STORED), "staff": staff}

    def _count(self, part: Part, events: ir.Table, made: Tables, ever: Tables) -> None:
        """Puts the days in; what is new on them, all meetings and first uses say."""
        from leakwatch.features.counting import by_day

        (seen, done), (met, used) = made, ever
        near = part.all_days | {day - DAY for day in part.all_days}
        counted = self.made(by_day, events=events, seen=seen, done=done, met=met, used=used,
                            homes=self.homes, failures=self._failures(near))  # fmt: skip
        part.put(self.lake, "days", DAYS, counted)

    def _judged(self, part: Part) -> ir.Table:
        """Its events with what speaks for and against each look."""
        from leakwatch.features import rest
        from leakwatch.features.counting import judged
        from leakwatch.features.usual import usual

        cases = self.context.get("cases")
        if cases is not None:
            cases = self.made(people.with_case_person, cases=cases, persons=self.persons)
        past = self.lake.read("hours", HOURS)
        working = self._working(part.all_days)
        return self.made(
            judged,
            self.call_minutes,
            **self._events(part),
            persons=self.persons,
            cases=cases,
            roster=self.context.get("roster"),
            opening=self._opening(),
            working=working,
            usual=self.made(usual, hours=past),
            busy=self.made(rest.busy, hours=past, working=working),
        )

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
