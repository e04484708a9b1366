"""Whether an event lies in a shift its actor worked, where a roster tells."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

EARLY_MINUTES = 30
LATE_MINUTES = 60
NEAR_DAYS = 7


def with_shift(events: ir.Table, roster: ir.Table | None) -> ir.Table:
    """Events with `on_shift`: null where no shift of the actor is written within a week.

    A shift counts from half an hour before its start to an hour after its end.
    """
    if roster is None:
        return events.mutate(on_shift=ibis.null("boolean"))
    joined = events.left_join(_rostered(events, roster), ["actor", "day"]).select(
        *events.columns, "rostered"
    )
    joined = joined.left_join(_worked(events, roster), ["actor", "clock"])
    worked = joined.worked.fill_null(False)
    return joined.select(
        *events.columns, on_shift=joined.rostered.fill_null(False).ifelse(worked, None)
    )


def _rostered(events: ir.Table, roster: ir.Table) -> ir.Table:
    """Actor-days near which the roster has a row at all: actor, day, rostered (true)."""
    seen = events.select("actor", "day").distinct().mutate(shifts=0)
    written = roster.select("actor", "day").mutate(shifts=1)
    both = ibis.union(seen, written)
    near = both.shifts.sum().over(
        ibis.range_window(
            group_by="actor",
            order_by=both.day.epoch_days(),
            preceding=NEAR_DAYS,
            following=NEAR_DAYS,
        )
    )
    counted = both.mutate(near=near)
    return (
        counted.filter((counted.shifts == 0) & (counted.near > 0))
        .select("actor", "day")
        .mutate(rostered=True)
    )


def _worked(events: ir.Table, roster: ir.Table) -> ir.Table:
    """Moments at which an actor was at work: actor, clock, worked (true)."""
    padded = roster.select(
        "actor",
        opens=roster.start - ibis.interval(minutes=EARLY_MINUTES),
        closes=roster.end + ibis.interval(minutes=LATE_MINUTES),
    )
    first = padded.mutate(day=padded.opens.date())
    # A night shift covers two dates; equal keys keep the join a hash join.
    shifts = ibis.union(first, first.mutate(day=first.day + ibis.interval(days=1)))
    met = events.select("actor", "day", "clock").inner_join(shifts, ["actor", "day"])
    met = met.filter(met.clock.between(met.opens, met.closes))
    return met.select("actor", "clock").distinct().mutate(worked=True)
