"""Days that crowd just under a limit."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leakwatch.tail import Floats
    from leakwatch.typical import Panel

#: shares of the limit that a band is wide, and days in the bands under which nothing is told
WIDTHS, FEWEST = (0.04, 0.08), 6


def most(
    several: Sequence[Floats], limits: Sequence[float], at: Panel, days: int
) -> tuple[Floats, Floats, Floats]:
    """The least log p over counts and limits, times their number; its limit, and days under it."""
    least, cap, hugged = np.zeros((3, len(at.day)))
    for counts in several:
        for limit, wide in product(limits, WIDTHS):
            log, hits = under(counts, limit, max(round(wide * limit), 1), at, days)
            cap, hugged = np.where(log < least, limit, cap), np.where(log < least, hits, hugged)
            least = np.minimum(least, log)
    return np.minimum(least + np.log(len(several) * len(limits) * len(WIDTHS)), 0.0), cap, hugged


def under(
    counts: Floats, limit: float, width: float, at: Panel, days: int
) -> tuple[Floats, Floats]:
    """Log of the chance that so many of the trailing days end just under a limit, and the days.

    Null: over three bands of equal width, two up to the limit and one beyond, the density of
    an actor's daily counts is straight, so the middle band holds a third of their days whatever
    its slope; or as many as it holds of the job's other accounts (a quota given to all).
    Source: the caliper test of Gerber and Malhotra, Sociol. Methods Res. 37 (2008), with a third
    band for the slope.
    """
    from scipy.stats import binom

    middle = ((counts > limit - width) & (counts <= limit)).astype(np.float64)
    near = ((counts > limit - 2 * width) & (counts <= limit + width)).astype(np.float64)
    hits, trials = at.sums(middle, days), at.sums(near, days)
    told = (trials >= FEWEST) & (middle > 0)
    rate = np.maximum(_others(middle, near, at), 1 / 3)
    out = np.zeros(len(counts))
    out[told] = binom.logsf(hits[told] - 1, trials[told], rate[told])
    return np.minimum(out, 0.0), hits


def _others(middle: Floats, near: Floats, at: Panel) -> Floats:
    """The share of the middle band among the job's other accounts, a third of few days."""
    share: Floats = (_beside(middle, at) + 1) / (_beside(near, at) + 3)
    return share


def _beside(counts: Floats, at: Panel) -> Floats:
    """What the job's other accounts count together; asked some hundred times for each frame."""
    job, own = (np.bincount(key, weights=counts)[key] for key in (at.group, at.first))
    rest: Floats = (job - own).astype(np.float64)
    return rest
