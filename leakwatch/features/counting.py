"""The steps of counting the facts, each from the tables it is given alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import people
from leakwatch.features import hours, regions
from leakwatch.features.around import Around
from leakwatch.features.days import days
from leakwatch.features.explained import explained
from leakwatch.features.pairs import first_seen
from leakwatch.features.staffed import with_staff

if TYPE_CHECKING:
    import ibis.expr.types as ir


def by_hour(events: ir.Table, staff: ir.Table | None) -> ir.Table:
    """Looks by the hour (hours.hours), from events as stored."""
    return hours.hours(with_staff(events, staff))


def by_region(events: ir.Table, staff: ir.Table | None) -> ir.Table:
    """Looks by region (regions.regions), from events as stored."""
    return regions.regions(with_staff(events, staff))


def judged(
    call_minutes: int,
    *,
    events: ir.Table,
    staff: ir.Table | None,
    persons: ir.Table,
    cases: ir.Table | None,
    roster: ir.Table | None,
    opening: ir.Table | None,
    working: ir.Table,
    usual: ir.Table,
    busy: ir.Table,
) -> ir.Table:
    """Events as stored, with what speaks for and against each look; cases with their person."""
    named = people.with_person(with_staff(events, staff), persons)
    return hours.off(
        explained(named, cases, call_minutes),
        roster=roster, opening=opening, working=working, usual=usual, busy=busy,
    )  # fmt: skip


def by_day(
    events: ir.Table,
    *,
    seen: ir.Table,
    done: ir.Table,
    met: ir.Table,
    used: ir.Table,
    homes: ir.Table,
    failures: ir.Table,
) -> ir.Table:
    """Facts of each actor-day (days.days), from judged events; `met` are the pairs of all days."""
    known = first_seen(met.semi_join(seen, ["actor", "subject"]))
    return days(events, around=Around(known, used, homes, failures), seen=seen, done=done)
