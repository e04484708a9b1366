"""What a leak costs until it is found: people exposed, and working days."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from leakwatch.calendar import Calendar

CHINA = Calendar(public=True)


def delays(leaks: pd.DataFrame, days: pd.DataFrame, found: pd.Series) -> pd.DataFrame:
    """The leaks with `found`, people exposed `before` that day and `by` its end, `working` days.

    `leaks` and `days` are those of a `Cast`, `found` of `budgets.found`. A day is judged when
    it is over, so that what it exposed is out. A leak that is not found has exposed everybody
    and takes for ever (inf).
    """
    told = leaks.join(found.rename("found"), on="leak")
    at = days.join(found.rename("found"), on="leak")
    before = at[at["day"] < at["found"]].groupby("leak")["people"].sum()
    by = at[at["day"] <= at["found"]].groupby("leak")["people"].sum()
    missed = told["found"].isna()
    return told.assign(
        before=told["leak"].map(before).fillna(0).where(~missed, told["people"]),
        by=told["leak"].map(by).fillna(0).where(~missed, told["people"]),
        working=[working_days(first, met) for first, met in zip(told["first"], told["found"],
                                                                strict=True)],
    )  # fmt: skip


def working_days(first: pd.Timestamp, found: pd.Timestamp) -> float:
    """Working days from the first day of a leak to the day it is found, which does not count.

    >>> working_days(pd.Timestamp("2026-03-06"), pd.Timestamp("2026-03-09"))
    1.0
    """
    if pd.isna(found):
        return float(np.inf)
    span = (found - first).days
    return float(sum(CHINA.works(first.date() + timedelta(days=one)) for one in range(span)))
