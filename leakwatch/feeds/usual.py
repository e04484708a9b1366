"""What is usual for a feed on a day, from the days before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leakwatch.feeds.beat import HOURS, Beat, Counts, Flags

#: days looked back, and days of the same kind without which nothing is usual
SPAN, FEW = 56, 10
#: same weekdays that a volume, and an hour of one weekday alone, take
SOME, MANY = 3, 6
#: an hour is expected if so many of the days before had it
PRESENT = 0.95
#: what totals of days differ by (squared, of their mean) before any is known; worth so many days
SPREAD, WORTH = 0.1, 10
#: days never differ less than this
LEAST = 0.02
#: an unjudged silence of a feed is no part of what is usual for it
SILENT = 3.0


@dataclass(frozen=True)
class Usual:
    """Row for row of a beat's days: `expected` hours, `low` counts in them (a fifth of the days
    have less), the `mean` and `median` of a day's events (0 and NaN: not known), the `least` of
    them (a twentieth have less), and `size`, the negative binomial's: small where days differ.
    """

    expected: Flags
    low: Counts
    mean: Counts
    median: Counts
    least: Counts
    size: Counts


def usual(beat: Beat) -> Usual:
    """What each day of the beat should bring, by earlier days of work, or off, alone.

    Days without anything, where much was expected, are left out of what comes to be usual.
    """
    days = len(beat.counts)
    found = Usual(np.zeros((days, HOURS), bool), np.zeros((days, HOURS)), np.zeros(days),
                  np.full(days, np.nan), np.full(days, np.nan), np.ones(days))  # fmt: skip
    totals, fit = beat.totals, np.ones(days, bool)
    # the first day of a feed is seldom whole
    fit[0] = False
    for day in range(days):
        before = np.arange(max(day - SPAN, 0), day)
        alike = before[fit[before] & (beat.works[before] == beat.works[day])]
        if len(alike) >= FEW:
            same = alike[beat.weekday[alike] == beat.weekday[day]]
            _hours(found, day, beat.counts[alike], beat.counts[same])
            _totals(found, day, totals[alike], totals[same])
            fit[day] = totals[day] > 0 or found.mean[day] < SILENT
    return found


def _hours(found: Usual, day: int, alike: Counts, same: Counts) -> None:
    present = (alike > 0).mean(axis=0) >= PRESENT
    if len(same) >= MANY:
        present |= (same > 0).all(axis=0)
    found.expected[day] = present
    found.low[day] = np.quantile(alike, 0.2, axis=0) * present


def _totals(found: Usual, day: int, alike: Counts, same: Counts) -> None:
    """Never more than the weekday's own: a short Friday is no drop."""
    if len(same) < SOME:
        return
    mean = alike.mean()
    found.mean[day] = min(mean, same.mean())
    found.median[day] = min(np.median(alike[-20:]), np.median(same))
    found.least[day] = min(np.quantile(alike, 0.05), same.min())
    if mean > 0:
        spread = (((alike / mean - 1) ** 2).sum() + SPREAD * WORTH) / (len(alike) + WORTH)
        # of a spread known from few days, what it may well be
        high = spread * (1 + 2 * np.sqrt(2 / len(alike)))
        found.size[day] = 1 / max(high - 1 / mean, LEAST)


def nothing(mean: Counts, size: Counts) -> Counts:
    """Natural logarithm of the chance of no event, where so many are usual.

    >>> nothing(np.array([0.0, 99.0]), np.array([1.0, 2.0])).round(2).tolist()
    [-0.0, -7.84]
    """
    log: Counts = -size * np.log1p(mean / size)
    return log


def as_few(events: Counts, median: Counts, size: Counts) -> npt.NDArray[np.float64]:
    """Natural logarithm of the chance of as few events or fewer; 0 where nothing is usual."""
    from scipy.stats import nbinom

    known = np.nan_to_num(median) > 0
    log: Counts = np.zeros(len(events))
    share = size[known] / (size[known] + median[known])
    log[known] = nbinom.logcdf(events[known], size[known], share)
    return log
