"""Deeds that come back at the same distance and of the same size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

    from leakwatch.tail import Floats

#: how many deeds back a period is looked for, and under how many there is none
BACK, FEWEST = 10, 4
#: what comes back within fewer days is daily work
SHORTEST = 4.0
#: a period of weeks or of a month is how people work: half of all distances may be one
WEEK, MONTH, HUMAN = 7.0, (28.0, 31.0), 0.5
#: log sizes spread by a factor of two at least, and are told apart from a tenth on
VARIED, ALIKE = 0.7, 0.1
#: of the colleagues of a branch who do it at all, so many on one day make it the unit's
UNIT, UNIT_PART = 2, 0.5


def periods(deeds: pd.DataFrame) -> pd.DataFrame:
    """How regular each actor's deeds are, up to each: log_p, period (days), usual size, times.

    `deeds` has actor, day, size and group, a row an actor-day, by actor and day. Null: deeds
    fall on days at random at the actor's own rate, weekly and monthly habits apart, and sizes
    are log-normal, as wide as the group's. How many of the last distances lie by the middle one
    is then binomial, less one for the middle itself, and the variance of the sizes chi-squared;
    the two chances become one by Fisher's product.
    """
    if not len(deeds):
        return pd.DataFrame({name: [] for name in ("log_p", "period", "usual", "times")})
    day = deeds["day"].to_numpy().astype("datetime64[D]").astype(np.float64)
    first = ~deeds["actor"].duplicated().to_numpy()
    size = np.log(np.maximum(deeds["size"].to_numpy(dtype=np.float64), 1.0))
    place = deeds.groupby("actor", sort=False).cumcount().to_numpy().astype(np.int64)
    apart = _last(np.where(first, np.nan, np.diff(day, prepend=day[:1])), place)
    sizes = _last(size, place)
    sizes[np.isnan(apart).all(axis=1), 1:] = np.nan
    told, times = place + 1 >= FEWEST, (~np.isnan(sizes)).sum(axis=1)
    spread = pd.Series(size).groupby(deeds["group"].to_numpy()).transform("std").to_numpy()
    log, period = np.zeros(len(deeds)), np.full(len(deeds), np.nan)
    log[told], period[told] = _distances(apart[told])
    log[told] += _sizes(sizes[told], np.fmax(spread[told], VARIED))
    log = np.where(period >= SHORTEST, np.minimum(log + np.log1p(-log), 0.0), 0.0)
    usual = np.round(np.exp(np.nanmedian(sizes, axis=1)))
    return pd.DataFrame({"log_p": log, "period": period, "usual": usual, "times": times},
                        index=deeds.index)  # fmt: skip


def of_units(deeds: pd.DataFrame) -> Floats:
    """Share of each actor's last ten deeds that fell on days of the whole unit, row by row.

    `deeds` as above, with org and branch; the unit is the branch.
    """
    unit = [deeds["org"].fillna(""), deeds["branch"].fillna("")]
    others = deeds.groupby(unit)["actor"].transform("nunique") - 1
    same = deeds.groupby([*unit, deeds["day"]])["actor"].transform("nunique") - 1
    all_do = ((same >= UNIT) & (same >= UNIT_PART * others)).to_numpy().astype(np.float64)
    place = deeds.groupby("actor", sort=False).cumcount().to_numpy().astype(np.int64)
    return np.nanmean(_last(all_do, place), axis=1) if len(deeds) else all_do


def _last(values: Floats, place: npt.NDArray[np.int64]) -> Floats:
    """The last ten values of the same actor up to each row, NaN where there were fewer."""
    back = np.arange(BACK)
    row = np.arange(len(values))[:, None] - back
    return np.where(back <= place[:, None], values[np.maximum(row, 0)], np.nan)


def _distances(apart: Floats) -> tuple[Floats, Floats]:
    """Log of the chance of so many like distances, and the middle one in days."""
    middle, mean = np.nanmedian(apart, axis=1), np.nanmean(apart, axis=1)
    near = np.where(middle < 10, 1.0, 2.0)
    miss = 1 - 1 / np.maximum(mean, 1.01)
    rate = miss ** np.maximum(middle - near - 1, 0.0) - miss ** (middle + near)
    weekly = np.abs(middle - WEEK * np.round(middle / WEEK)) <= 0.5
    monthly = (middle >= MONTH[0]) & (middle <= MONTH[1])
    rate = np.where(weekly | monthly, np.maximum(rate, HUMAN), rate)
    return _agree(np.abs(apart - middle[:, None]) <= near[:, None], apart, rate), middle


def _sizes(sizes: Floats, spread: Floats) -> Floats:
    """Log of the chance that sizes vary as little: chi-squared, by their logarithms."""
    from scipy.stats import chi2

    more = (~np.isnan(sizes)).sum(axis=1) - 1
    return np.asarray(
        chi2.logcdf(more * np.maximum(np.nanvar(sizes, axis=1, ddof=1), ALIKE**2) / spread**2, more)
    )


def _agree(near: npt.NDArray[np.bool_], values: Floats, rate: Floats) -> Floats:
    from scipy.stats import binom

    trials = (~np.isnan(values)).sum(axis=1) - 1
    return np.minimum(np.asarray(binom.logsf(near.sum(axis=1) - 2, trials, rate)), 0.0)
