"""The hours at which an account, or a job, usually works."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

#: with fewer days nothing is usual yet
ACTIVE_DAYS = 5
#: an hour worked on so many of the days is usual: by days, so that a few busy nights are not
OWN_SHARE, JOB_SHARE = 0.2, 0.1
NIGHT_FROM, NIGHT_TO = 22, 6
DAY_HOURS = 24


def usual(hours: ir.Table) -> ir.Table:
    """Usual hours, and the hour on either side: org, actor (role null) or role (actor null), hour.

    An actor's are those he looked in on a fifth of his days; a job's those worked on a tenth of
    its actor-days; each needs five days.
    """
    past = hours.mutate(role=hours.role.fill_null(""))
    own = _habit(past, ["org", "actor"], OWN_SHARE).mutate(role=ibis.null("string"))
    peers = _habit(past, ["org", "role"], JOB_SHARE).mutate(actor=ibis.null("string"))
    columns = ["org", "actor", "role", "hour"]
    return ibis.union(own.select(columns), peers.select(columns))


def _habit(past: ir.Table, keys: list[str], share: float) -> ir.Table:
    each = past.select(*dict.fromkeys([*keys, "actor", "day", "hour"])).distinct()
    days = each.drop("hour").distinct().group_by(keys).agg(days=ibis._.count())
    worked = each.group_by([*keys, "hour"]).agg(worked=ibis._.count())
    found = worked.inner_join(days, keys)
    found = found.filter((found.days >= ACTIVE_DAYS) & (found.worked >= found.days * share))
    around = [
        found.select(*keys, hour=((found.hour + step) % DAY_HOURS).cast("int64"))
        for step in (DAY_HOURS - 1, 0, 1)
    ]
    return ibis.union(*around).distinct()


def at_night(events: ir.Table) -> ir.BooleanValue:
    """From 22:00 to 06:00 on the wall."""
    return ~events.clock.hour().between(NIGHT_TO, NIGHT_FROM - 1)


def with_usual(events: ir.Table, usual: ir.Table | None) -> ir.Table:
    """Events with `is_usual`: at the actor's usual hours, or his job's, or else by day."""
    hour = events.clock.hour().cast("int64")
    if usual is None:
        return events.mutate(is_usual=hour.between(NIGHT_TO, NIGHT_FROM - 1))
    keyed = events.mutate(job=events.role.fill_null(""), hour=hour)
    own = usual.filter(usual.actor.notnull()).select("actor", "hour")
    peers = usual.filter(usual.actor.isnull()).rename(job="role").select("org", "job", "hour")
    joined = keyed
    for flag, table, keys in (
        ("knows_own", own.select("actor").distinct(), ["actor"]),
        ("own", own, ["actor", "hour"]),
        ("knows_job", peers.select("org", "job").distinct(), ["org", "job"]),
        ("of_job", peers, ["org", "job", "hour"]),
    ):
        marked = table.mutate(**{flag: ibis.literal(True)})
        joined = joined.left_join(marked, keys).select(*joined.columns, flag)
    by_day = joined.hour.between(NIGHT_TO, NIGHT_FROM - 1)
    by_job = joined.knows_job.fill_null(False).ifelse(joined.of_job.fill_null(False), by_day)
    is_usual = joined.knows_own.fill_null(False).ifelse(joined.own.fill_null(False), by_job)
    return joined.select(*events.columns, is_usual=is_usual)
