"""Passwords reset without a case: too many of them, and what was opened elsewhere after one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates, typical

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = ("actor", "day", "by_staff", "by_self")
WITHIN_HOURS = 24
FEWEST, RARE = 5, np.log(1e-5)
DOWN = 0.5


def too_many(frame: pd.DataFrame) -> pd.Series[bool]:
    """Five resets without a case that come once in 100,000 days, over 1, 7 or 28 days.

    Beta-binomial about the job's share of resets among the work, and about the account's own
    before: both must find it rare. Where half the branch's looks lack a case that day, its
    tickets are down and nothing is said.
    """
    at = typical.panel(frame)
    resets = at.take(frame["resets_unexplained"])
    work = at.take(frame["looks"]) + at.take(frame["resets"])
    logs = rates.log_ps(resets, work, at)
    rare = [np.maximum(job, own) <= RARE for job, own in zip(logs[::2], logs[1::2], strict=True)]
    enough = [at.sums(resets, days) >= FEWEST for days in rates.WINDOWS]
    many = np.logical_and(enough, rare).any(axis=0) & (resets > 0)
    spot = [frame[name] for name in ("org", "branch", "day")]
    bare = frame["unexplained_share"].groupby(spot, dropna=False).transform("median")
    return pd.Series(at.back(many), index=frame.index) & (bare < DOWN)


def after_reset(pairs: ir.Table | None) -> pd.DataFrame:
    """Per actor-day, how many people it reset were opened from elsewhere within 24 hours.

    The person's reset, and the look at what the law weighs most, both lack a case. `by_staff`: an
    account of another branch or organisation that opens others too; `by_self`: an account that
    never opened anybody else, which is how a self-service log shows a customer, or who has the
    customer's new password.
    """
    import ibis

    if pairs is None:
        return pd.DataFrame(columns=list(COLUMNS))
    reset = pairs.filter(pairs.resets_unexplained > 0)
    opened = pairs.filter((pairs.sensitive > 0) & (pairs.unexplained > pairs.called))
    opened = opened.semi_join(reset, "subject")
    later = opened.select("subject", other="actor", of="org", at="branch", when="first")
    met = reset.select("actor", "day", "org", "branch", "subject", "first")
    met = met.inner_join(later, "subject")
    within = met.when.between(met["first"], met["first"] + ibis.interval(hours=WITHIN_HOURS))
    met = met.filter((met.other != met.actor) & within)
    met = met.left_join(_busy(pairs.semi_join(opened, "actor")), "other")
    apart = (met.of != met.org) | (met["at"] != met.branch).fill_null(False)
    counted = met.group_by("actor", "day").agg(
        by_staff=met.subject.nunique(where=met.is_busy.fill_null(False) & apart),
        by_self=met.subject.nunique(where=met.is_busy.isnull()),
    )
    return counted.to_pandas()


def _busy(pairs: ir.Table) -> ir.Table:
    """Accounts that opened more than one person."""
    each = pairs.group_by("actor").agg(first=pairs.subject.min(), last=pairs.subject.max())
    return each.filter(each["first"] != each["last"]).select(other="actor", is_busy=True)
