"""At which hours people work, and which looks lie outside them."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir

from leakwatch.events import LOOKS
from leakwatch.features import rest
from leakwatch.features.columns import HOURS, shaped
from leakwatch.features.opening import with_opening
from leakwatch.features.shifts import with_shift

ACTIVE_DAYS = 5
NIGHT_FROM, NIGHT_TO = 22, 6
NOON = 12
DAY_HOURS = 24


def hours(events: ir.Table) -> ir.Table:
    """Looks by the hour of the clock: actor, org, role, branch, day, hour, looks."""
    looks = events.filter(events.action.isin(LOOKS) & events.actor.notnull())
    timed = looks.select(
        "actor", "org", "role", "branch", day=looks.clock.date(), hour=looks.clock.hour()
    )
    keys = ["actor", "org", "role", "branch", "day", "hour"]
    return shaped(timed.group_by(keys).agg(looks=timed.count()), HOURS)


def usual(hours: ir.Table, until: date) -> ir.Table:
    """The hours that hold the central 98 % of past looks: org, actor, role, start, span.

    From `hours` before the day `until`, for each actor (role null) and for each job (actor null)
    with five active days. Usual are the hours start … start + span, past midnight if need be.
    """
    past = hours.filter(hours.day < until).mutate(role=hours.role.fill_null(""))
    own = _span(past, ["org", "actor"]).mutate(role=ibis.null("string"))
    peers = _span(past, ["org", "role"]).mutate(actor=ibis.null("string"))
    columns = ["org", "actor", "role", "start", "span"]
    return ibis.union(own.select(columns), peers.select(columns))


def _span(past: ir.Table, keys: list[str]) -> ir.Table:
    """Keys, start, span: the narrower of the spans counted from midnight and from noon."""
    active = past.group_by(keys).agg(days=past.day.nunique())
    active = active.filter(active.days >= ACTIVE_DAYS).select(keys)
    past = past.semi_join(active, keys)
    counted = past.group_by([*keys, "hour"]).agg(looks=past.looks.sum())
    # Who works nights works 22…6 when counted from noon, and the whole day from midnight.
    counted = counted.mutate(late=(counted.hour + NOON) % DAY_HOURS)
    ends = _ends(counted, keys)
    early, late = ends.last_hour - ends.first_hour, ends.last_late - ends.first_late
    return ends.select(
        *keys,
        start=(late < early).ifelse((ends.first_late + NOON) % DAY_HOURS, ends.first_hour),
        span=ibis.least(early, late),
    )


def _ends(counted: ir.Table, keys: list[str]) -> ir.Table:
    """Where one and ninety-nine per cent of the looks are reached, by each way to count hours."""
    turns = ("hour", "late")
    sums = counted.mutate(
        total=counted.looks.sum().over(ibis.window(group_by=keys)),
        **{
            f"to_{turn}": counted.looks.sum().over(
                ibis.cumulative_window(group_by=keys, order_by=turn)
            )
            for turn in turns
        },
    )
    reached = {turn: sums[f"to_{turn}"] * 100 for turn in turns}
    return sums.group_by(keys).agg(
        **{f"first_{turn}": sums[turn].min(where=reached[turn] > sums.total) for turn in turns},
        **{
            f"last_{turn}": sums[turn].min(where=reached[turn] >= sums.total * 99) for turn in turns
        },
    )


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


def with_usual(events: ir.Table, usual: ir.Table | None) -> ir.Table:
    """Events with `is_usual`: within an hour of the actor's own hours, or his job's, or by day."""
    hour = events.clock.hour()
    by_day = hour.between(NIGHT_TO, NIGHT_FROM - 1)
    if usual is None:
        return events.mutate(is_usual=by_day)
    own = usual.filter(usual.actor.notnull()).select("actor", start="start", span="span")
    peers = usual.filter(usual.actor.isnull())
    peers = peers.select("org", job=peers.role, job_start=peers.start, job_span=peers.span)
    keyed = events.mutate(job=events.role.fill_null(""), is_day=by_day, hour=hour)
    joined = keyed.left_join(own, "actor").select(*keyed.columns, "start", "span")
    joined = joined.left_join(peers, ["org", "job"]).select(
        *joined.columns, "job_start", "job_span"
    )
    near = [
        (joined.hour - start + 1 + DAY_HOURS) % DAY_HOURS <= span + 2
        for start, span in ((joined.start, joined.span), (joined.job_start, joined.job_span))
    ]
    return joined.select(*events.columns, is_usual=ibis.coalesce(*near, joined.is_day))
