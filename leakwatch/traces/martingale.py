"""Evidence that adds up over days: a few more hits a day than usual, watched without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates

if TYPE_CHECKING:
    from leakwatch.tail import Codes, Floats
    from leakwatch.typical import Panel

#: an account's habit lies so far from its share over all days, as log-odds
AROUND = np.append(np.linspace(-1.6, 0.4, 21), [1.5, 3.0])
#: hits a day that are added
ADDED = (2.0, 4.0, 8.0)
#: how widely the habits of a job spread at least, and how much wider than they seem to
NARROWEST, WIDER, UNFORESEEN = 0.3, 1.25, 0.1
#: a day counts for no more than so many spreads above the expected: one wild day is that day's
MOST_SPREADS = 3.5
HIGHEST = 1e200
#: fewer accounts than this are no team
TEAM = 5


def risen(hits: Floats, trials: Floats, at: Panel) -> Floats:
    """A Shiryaev–Roberts e-detector of hits added to each actor's days, in panel order.

    Null: an account has one habit, drawn from around its job's, and its days are beta-binomial
    about it, as dispersed as the job's. Alternative: from some day on, 2, 4 or 8 hits are
    added to every day. The value is the sum over all days to begin of the Bayes factors: under
    the null its mean at the n-th day is n, so that it exceeds c within n days with a chance of at
    most n / c (Ville's inequality).
    Source: Shin, Ramdas and Rinaldo, "E-detectors", New Engl. J. Stat. Data Sci. 2 (2023).
    """
    from scipy.special import expit

    usual = rates.local(hits, trials, at)
    hits = rates.calm(hits, trials, usual, ~np.isnan(rates.lifted(hits, trials, usual, at)), at)
    own = rates.habit(hits, trials, usual, at)
    hits = hits - np.minimum(_together(hits, trials, own, at), hits)
    own = rates.habit(hits, trials, usual, at)
    rho = rates.dispersion(hits, trials, own, at.group)
    start, length = _longest_first(at)
    habit, null = _habits(own[start], usual[start], at.group[start])
    added, out = np.zeros((len(ADDED), *null.shape)), np.zeros(len(hits))
    for step in range(int(length.max(initial=0))):
        still = int(np.searchsorted(-length, -step))
        row, rate = start[:still] + step, expit(habit[:still])
        null, added = null[:still], added[:, :still]
        seen, of = _tame(hits[row], trials[row], rho[row], (null * rate).sum(axis=1))
        plain, more = _likely(seen, of, rho[row], rate)
        added = (added + null / len(ADDED)) * more
        null = null * plain
        total = null.sum(axis=1, keepdims=True)
        null, added = null / total, np.minimum(added / total, HIGHEST)
        out[row] = added.sum(axis=(0, 2))
    return out


def _together(hits: Floats, trials: Floats, own: Floats, at: Panel) -> Floats:
    """What all of a job or of a branch do more than they once did: a new task is no one's drip.

    The median over five accounts or more of what is above their own share, that day or over the
    last week, against the lowest month so far, where it is beyond its error.
    """
    above, lately = hits - own * trials, []
    for part in (at.group, at.branch):
        days = pd.DataFrame({"part": part, "day": at.day, "above": above})[trials > 0]
        each = days.groupby(["part", "day"])["above"].agg(["median", "size", "std"])
        team = each["size"] >= TEAM
        each["error"] = 1.25 * each["std"] / np.sqrt(each["size"])
        middle, error = (
            each[name].where(team, 0.0).unstack("part") for name in ("median", "error")
        )
        month = middle.rolling(28, min_periods=10).mean().cummin()
        week = middle.rolling(7, min_periods=1).mean() - month
        today = middle - month
        risen = week.where(week > error, 0.0)
        risen = risen.where(risen > today, today.where(today > 2 * error, 0.0))
        found = risen.stack().reindex(pd.MultiIndex.from_arrays([at.day, part])).to_numpy()
        lately.append(np.nan_to_num(found))
    return np.maximum(np.max(lately, axis=0), 0.0)


def _longest_first(at: Panel) -> tuple[Codes, Codes]:
    """Where each actor's rows start, and how many they are, the most first."""
    start = np.unique(at.first)
    length = np.diff(np.append(start, len(at.first)))
    order = np.argsort(-length, kind="stable")
    return start[order], length[order]


def _likely(hits: Floats, trials: Floats, rho: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """Likelihood of a day by habit, and with hits added, up to a factor common to both."""
    from scipy.special import gammaln

    size, hits, trials = (1 / rho - 1)[:, None], hits[:, None], trials[:, None]
    yes, no = rate * size, (1 - rate) * size
    rest = gammaln(trials - hits + no) - gammaln(no) - gammaln(yes)

    def log(hits: Floats, trials: Floats) -> Floats:
        ways = gammaln(trials + 1) - gammaln(hits + 1) - gammaln(trials + size)
        return ways + gammaln(hits + yes) + rest

    plain = log(hits, trials)
    most = plain.max(axis=1, keepdims=True)
    more = [np.where(hits >= extra, np.exp(np.minimum(
        log(np.maximum(hits - extra, 0.0), np.maximum(trials - extra, trials - hits)) - most, 400.0
    )), 0.0) for extra in ADDED]  # fmt: skip
    return np.exp(plain - most), np.stack(more)


def _tame(hits: Floats, trials: Floats, rho: Floats, rate: Floats) -> tuple[Floats, Floats]:
    """A day without what is wild about it, in whole numbers."""
    spread = np.sqrt(rate * (1 - rate) * trials * (1 + np.maximum(trials - 1, 0) * rho))
    wild = np.maximum(hits - rate * trials - MOST_SPREADS * spread - 1, 0.0)
    seen = np.round(hits - wild)
    return seen, seen + np.round(trials - hits)


def _habits(own: Floats, usual: Floats, group: Codes) -> tuple[Floats, Floats]:
    """The habits an actor may have (log-odds, a row each), and how likely its job makes them."""
    from scipy.special import logit

    habit = logit(own)[:, None] + AROUND
    off = pd.Series(np.abs(logit(own) - logit(usual)))
    spread = (WIDER * 1.4826 * off.groupby(group).transform("median")).clip(lower=NARROWEST)
    away = (habit - logit(usual)[:, None]) / spread.to_numpy()[:, None]
    weight = np.exp(-0.5 * np.minimum(away**2, 200.0))
    even = UNFORESEEN / len(AROUND)
    return habit, even + (1 - UNFORESEEN) * weight / weight.sum(axis=1, keepdims=True)
