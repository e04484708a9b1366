"""Actor-days that other days reach into: who or what was new, where people live, midnight."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from leakwatch.features.columns import DEEDS, HOMES, HOURS, PAIRS
from leakwatch.features.entering import AT, MINUTES
from leakwatch.features.part import ACTOR_DAY, Part
from leakwatch.features.places import used
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir

FAILED = {"actor": "string", "day": "date", "others_failed": "int64"}
DAY = timedelta(days=1)


def met(lake: Lake, part: Part, pairs: ir.Table, ever: ir.Table) -> ir.Table:
    """After meetings that are new in `pairs`, or no more: who counts as new on them."""
    return lake.engine.made(_met, was=part.rows(lake, "pairs", PAIRS), now=pairs, ever=ever)


def _met(was: ir.Table, now: ir.Table, ever: ir.Table) -> ir.Table:
    """The same of the pairs as they were and are."""
    keys = ["actor", "subject", "day"]
    was, now = was.select(*keys), now.select(*keys)
    other = _other(was, now)
    since = other.group_by("actor", "subject").agg(since=other["day"].min())
    after = ever.inner_join(since, ["actor", "subject"])
    return after.filter(after["day"] > after["since"]).select(*ACTOR_DAY)


def first_uses(lake: Lake, part: Part, done: ir.Table) -> ir.Table:
    """The first day of each use: actor, kind, what, day; `was`, before `done` was done."""
    rest, were = part.rest(lake, "deeds", DEEDS), part.rows(lake, "deeds", DEEDS)
    return lake.engine.made(_first, rest=rest, were=were, done=done)


def _first(rest: ir.Table, were: ir.Table, done: ir.Table) -> ir.Table:
    """The same of all other deeds, and of these as they were and are."""
    import ibis

    marked = ((rest, True, True), (were, True, False), (done, False, True))
    every = ibis.union(*(
        used(deeds).mutate(before=ibis.literal(before), now=ibis.literal(now))
        for deeds, before, now in marked
    ))  # fmt: skip
    return every.group_by("actor", "kind", "what").agg(
        was=every["day"].min(where=every["before"]), day=every["day"].min(where=every["now"])
    )


def begun(first: ir.Table) -> ir.Table:
    """The first days of a use that are no longer, or have become, the first."""
    other = first.filter(~first["was"].identical_to(first["day"]))
    both = other.select("actor", day="was").union(other.select(*ACTOR_DAY))
    return both.filter(both["day"].notnull())


def entered(lake: Lake, part: Part, failures: ir.Table) -> ir.Table:
    """Just after midnight of the part's days, where somebody failed, or was said to have."""
    after = {day + DAY for day in part.days} - part.days
    done, told = lake.read("deeds", DEEDS, after), lake.read("days", FAILED, after)
    return lake.engine.made(_entered, done=done, told=told, failures=failures)


def _entered(done: ir.Table, told: ir.Table, failures: ir.Table) -> ir.Table:
    """The same of deeds and facts of the days after."""
    import ibis

    last = failures.group_by(AT).agg(last=failures["at"].max())
    done = done.drop("last").inner_join(last, AT)
    came = done.filter(done["first"] <= done["last"] + ibis.interval(minutes=MINUTES))
    return came.select(*ACTOR_DAY).union(told.filter(told["others_failed"] > 0).select(*ACTOR_DAY))


def rehomed(lake: Lake, homes: ir.Table) -> ir.Table:
    """Every day of branches whose commonest region is another than when days were counted last."""
    was, hours = lake.read("homes", HOMES), lake.read("hours", HOURS)
    return lake.engine.made(_rehomed, was=was, homes=homes, hours=hours)


def _rehomed(was: ir.Table, homes: ir.Table, hours: ir.Table) -> ir.Table:
    """The same of the homes as they were and are."""
    other = _other(was, homes).select("org", "branch").distinct()
    return hours.semi_join(other, ["org", "branch"]).select(*ACTOR_DAY)


def _other(was: ir.Table, now: ir.Table) -> ir.Table:
    """Rows that are in one of the two only."""
    now = now.select(*was.columns)
    return was.difference(now).union(now.difference(was))
