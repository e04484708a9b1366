"""At which hours people work, and which looks lie outside them."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leakwatch.events import LOOKS
from leakwatch.features import rest
from leakwatch.features.columns import HOURS, shaped
from leakwatch.features.opening import with_opening
from leakwatch.features.shifts import with_shift
from leakwatch.features.usual import with_usual


def hours(events: ir.Table) -> ir.Table:
    """Looks by the hour of the clock: actor, org, role, branch, day, hour, looks."""
    looks = events.filter(events.action.isin(LOOKS) & events.actor.notnull())
    timed = looks.select(
        "actor", "org", "role", "branch", day=looks.clock.date(), hour=looks.clock.hour()
    )
    keys = ["actor", "org", "role", "branch", "day", "hour"]
    return shaped(timed.group_by(keys).agg(looks=timed.count()), HOURS)


def off(
    events: ir.Table,
    *,
    roster: ir.Table | None,
    opening: ir.Table | None,
    working: ir.Table | None,
    usual: ir.Table | None,
    busy: ir.Table | None = None,
) -> ir.Table:
    """Events that went through explained(), with `is_off` and `is_resting`.

    The roster decides where the actor has one; else the opening hours (org, branch or null,
    opens, closes: minutes of the day); else the actor's usual hours, else his job's, else the
    night is off. Without a roster a day nobody works is off, unless `busy` (of rest.busy; made
    from these events if not given) says that the branch worked.
    """
    if busy is None and working is not None:
        busy = rest.busy(hours(events), working)
    judged = rest.with_rest(events, working, busy)
    judged = with_usual(with_opening(with_shift(judged, roster), opening), usual)
    at_work = ibis.coalesce(judged.is_open, judged.is_usual) & ~judged.is_idle
    return judged.select(
        *events.columns, "is_resting", is_off=~ibis.coalesce(judged.on_shift, at_work)
    )
