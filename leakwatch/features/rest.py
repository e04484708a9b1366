"""Days nobody works by the calendar, and branches that worked all the same."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

BUSY_SHARE = 0.3


def busy(hours: ir.Table, working: ir.Table) -> ir.Table:
    """Resting days on which a branch, or an org as a whole, worked: org, branch or null, day.

    Both its looks and the accounts that made them reach 30 % of the median working day, so that
    one account alone does not open a closed branch.
    """
    house = hours.mutate(branch=ibis.null("string"))
    each = ibis.union(hours.filter(hours.branch.notnull()), house)
    daily = each.group_by("org", "branch", "day").agg(
        looks=each.looks.sum(), actors=each.actor.nunique()
    )
    daily = daily.mutate(place=daily.branch.fill_null(""))
    daily = daily.left_join(working, "day").select(
        *daily.columns, works=working.working.fill_null(True)
    )
    # Spark takes no filter on a median; nulls count in neither engine.
    normal = daily.group_by("org", "place").agg(
        usual_looks=daily.works.ifelse(daily.looks, None).median(),
        usual_actors=daily.works.ifelse(daily.actors, None).median(),
    )
    judged = daily.inner_join(normal, ["org", "place"])
    return judged.filter(
        ~judged.works
        & (judged.looks >= judged.usual_looks * BUSY_SHARE)
        & (judged.actors >= judged.usual_actors * BUSY_SHARE)
    ).select("org", "branch", "day")


def with_rest(events: ir.Table, working: ir.Table | None, busy: ir.Table | None) -> ir.Table:
    """Events with `is_resting` (a day nobody works) and `is_idle` (nor did this branch).

    A day `working` does not list is a working day.
    """
    if working is None:
        return events.mutate(is_resting=ibis.literal(False), is_idle=ibis.literal(False))
    rested = working.filter(~working.working).select("day").mutate(is_resting=True)
    joined = events.left_join(rested, "day").select(
        *events.columns, is_resting=rested.is_resting.fill_null(False)
    )
    if busy is None:
        return joined.mutate(is_idle=joined.is_resting)
    placed = joined.mutate(at_branch=joined.branch.fill_null(""))
    open_ = busy.select("org", "day", at_branch=busy.branch.fill_null("")).mutate(worked=True)
    found = placed.left_join(open_, ["org", "at_branch", "day"])
    return found.select(*joined.columns, is_idle=found.is_resting & ~found.worked.fill_null(False))
