"""Failed log-ins of others from a place just before an account is first used there that day."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from leakwatch.features.deeds import failed

KEY = ["actor", "day"]
AT = ["org", "place"]
#: a failure counts for whoever comes in so many minutes after it
MINUTES = 60
ENTERS = ("login", "login_failed")
#: what happens at one moment, in this order
CLOSED, OPENED, COMES, EXPIRED = range(4)


def failures(events: ir.Table) -> ir.Table:
    """Failed log-ins at known places: org, place, actor, at."""
    there = events.actor.notnull() & events.place.notnull()
    refused = events.filter(events.action.isin(ENTERS) & failed(events) & there)
    return refused.select("org", "place", "actor", "at")


def entering(events: ir.Table, failures: ir.Table) -> ir.Table:
    """Failures of other accounts in the hour before each account's first success or look.

    (actor, day, others_failed, others_failed_accounts): failures summed over the places of that
    day, accounts at the place with most of them. Each place's failures and arrivals are put in
    the order of time and counted running, so that a gateway everybody shares costs no more.
    """
    steps = _steps(_came(events, failures), failures)
    order = {"order_by": ["moment", "kind"], "rows": (None, 0)}
    everyone, own = ({**order, "group_by": keys} for keys in (AT, [*AT, "actor"]))
    counted = steps.mutate(
        **{
            f"{name}_{who}": steps[name].sum().over(ibis.window(**frame))
            for name in ("times", "accounts")
            for who, frame in (("all", everyone), ("own", own))
        }
    )
    came = counted.filter(counted.kind == COMES)
    return came.group_by(KEY).agg(
        others_failed=(came.times_all - came.times_own).sum(),
        others_failed_accounts=(came.accounts_all - came.accounts_own).max(),
    )


def _came(events: ir.Table, failures: ir.Table) -> ir.Table:
    """First success or look of each account and day, at places where somebody failed."""
    worked = events.filter(events.look | (events.action == "login"))
    worked = worked.filter(worked.ok.fill_null(True)).semi_join(failures, AT)
    return worked.group_by([*KEY, *AT]).agg(moment=worked["at"].min())


def _steps(came: ir.Table, failures: ir.Table) -> ir.Table:
    """What adds to the count of failures and of accounts that failed, and what takes away."""
    again = ibis.window(group_by=[*AT, "actor"], order_by="at")
    each = failures.mutate(again=failures["at"].lead().over(again))
    each = each.mutate(expires=each["at"] + ibis.interval(minutes=MINUTES))
    soon = each.again <= each.expires
    parts = (
        (each.filter(soon), "again", CLOSED, 0, -1),
        (each, "at", OPENED, 1, 1),
        (each, "expires", EXPIRED, -1, 0),
        (each.filter(~soon.fill_null(False)), "expires", EXPIRED, 0, -1),
    )
    steps = [
        part.select(*AT, "actor", moment=part[moment], day=ibis.null("date"),
                    kind=ibis.literal(kind), times=ibis.literal(times),
                    accounts=ibis.literal(accounts))
        for part, moment, kind, times, accounts in parts
    ]  # fmt: skip
    none = {name: ibis.literal(0) for name in ("times", "accounts")}
    arrived = came.mutate(kind=ibis.literal(COMES), **none).select(steps[0].columns)
    return ibis.union(arrived, *steps)
