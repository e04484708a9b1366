"""Shares that vary more than chance: how rare a count of hits is, given an expected rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from leakwatch.tail import Codes, Floats
    from leakwatch.typical import Panel

SMALLEST_RATE, LARGEST_RATE = 0.002, 0.98
TRIM = 0.98
PRIOR, ENOUGH = 100.0, 150.0
#: hits above the expected that a day may add to a window, beside half the job's usual trials
STEADY = 5.0


def usual(hits: Floats, trials: Floats, actor: Codes, group: Codes) -> Floats:
    """The median over a group's actors of hits ÷ trials, a number a row."""
    totals = pd.DataFrame({"group": group, "actor": actor, "hits": hits, "trials": trials})
    each = totals.groupby(["group", "actor"], sort=False)[["hits", "trials"]].sum()
    rate = ((each["hits"] + 0.5) / (each["trials"] + 1.0)).groupby("group").median()
    return np.clip(rate.reindex(group).to_numpy(), SMALLEST_RATE, LARGEST_RATE)


def dispersion(hits: Floats, trials: Floats, rate: Floats, group: Codes) -> Floats:
    """Beta-binomial intraclass correlation of each row's group, by trimmed moments.

    E[(x − p)²] = p(1 − p)(ρ + (1 − ρ)/n); the 2 % largest squares above the rate are left out,
    so that a few leaking accounts do not widen what is allowed.
    """
    share = hits / np.maximum(trials, 1.0)
    square = (share - rate) ** 2 / (rate * (1 - rate))
    weight = np.where(trials > 0, trials / (trials + 20.0), 0.0)
    over = pd.Series(np.where(share > rate, square, 0.0)).groupby(group)
    kept = weight * (square <= over.transform(lambda column: column.quantile(TRIM)).to_numpy())
    part = pd.DataFrame(
        {"square": kept * square, "chance": kept / np.maximum(trials, 1.0), "weight": kept}
    )
    total = part.groupby(group).transform("sum") + 1e-9
    rho = (total["square"] - total["chance"]) / (total["weight"] - total["chance"] + 1e-9)
    return np.clip(rho.to_numpy(), 1e-4, 0.5)


def log_p(hits: Floats, trials: Floats, rate: Floats, rho: Floats) -> Floats:
    """Logarithm of the chance of as many hits, by the Beta law of the same mean and variance.

    0 where there are no more than the rate expects.

    >>> few, many = np.array([3.0]), np.array([30.0])
    >>> at = (np.array([50.0]), np.array([0.1]), np.array([0.01]))
    >>> bool(log_p(many, *at)[0] < -10 < log_p(few, *at)[0])
    True
    """
    from scipy.special import betaincc

    out, more = np.zeros(len(hits)), hits > rate * trials
    size, rate, rho = np.maximum(trials[more], 1.0), rate[more], rho[more]
    weight = np.maximum(1 / (rho + (1 - rho) / size) - 1, 0.05)
    reach = np.clip((hits[more] - 0.5) / size, 0.0, 1.0)
    p = betaincc(rate * weight, (1 - rate) * weight, reach)
    out[more] = np.log(np.maximum(p, 1e-300))
    return out


def log_ps(hits: Floats, trials: Floats, at: Panel, windows: tuple[int, ...]) -> list[Floats]:
    """For each trailing window, how rare its hits are for the job and for the actor's past.

    Two arrays a window, in the panel's order. The past is all before the window, shrunk to the
    job as if the job had given it `PRIOR` trials; under `ENOUGH` trials the
    job speaks in its place. A window speaks for a day as far as the day took part in it.
    """
    job = usual(hits, trials, at.first, at.group)
    steady = STEADY + 0.5 * pd.Series(trials).groupby(at.group).transform("median").to_numpy()
    out: list[Floats] = []
    for days in windows:
        known, known_of = at.earlier(hits, days), at.earlier(trials, days)
        own = np.clip((known + PRIOR * job) / (known_of + PRIOR), SMALLEST_RATE, LARGEST_RATE)
        part = _part(hits, trials, own) if days > 1 else 1.0
        # one wild day is that day's matter: a window shows what keeps on
        wild = np.maximum(hits - own * trials - steady, 0.0) * (days > 1)
        seen, of = at.sums(hits - wild, days), at.sums(trials - wild, days)
        old = known_of >= ENOUGH
        by_job = part * log_p(seen, of, job, dispersion(seen, of, job, at.group))
        rho = dispersion(np.where(old, seen, 0.0), np.where(old, of, 0.0), own, at.group)
        out += [by_job, np.where(old, part * log_p(seen, of, own, rho), by_job)]
    return out


def _part(hits: Floats, trials: Floats, rate: Floats) -> Floats:
    """How far a day takes part in its window, 0.1…1: its excess against what chance makes."""
    chance = 2.0 + 1.5 * np.sqrt(rate * (1 - rate) * trials)
    return np.clip((hits - rate * trials) / chance, 0.1, 1.0)
