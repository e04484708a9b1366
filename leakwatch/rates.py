"""Shares that vary more than chance: how rare a count of hits is, given an expected rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.tail import log_cauchy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leakwatch.tail import Codes, Floats, Mask
    from leakwatch.typical import Panel

#: trailing days over which a share may be too high
WINDOWS = (1, 7, 28)
SMALLEST_RATE, LARGEST_RATE = 0.002, 0.98
MOST = 1 - 1e-15
TRIM = 0.98
PRIOR, ENOUGH, LITTLE = 100.0, 150.0, 10.0
#: fewer accounts than this are no yardstick
TEAM = 5
#: hits above the expected that a day may add to a window, beside half the job's usual trials
STEADY = 5.0
#: a day that lifts a job for so many at once is the day's doing, and varies as widely as this
SHARED_PART, BRANCH_PART, SHARED_ACTORS, SHARED_RHO = 0.25, 0.5, 4, 0.4


def bare(frame: pd.DataFrame, at: Panel) -> tuple[Floats, Floats]:
    """People opened, and those of them neither a case nor a call explains, in panel order."""
    people, found = at.take(frame["subjects"]), at.take(frame["unexplained_subjects"])
    return people, np.minimum(found * alone(frame, at), people)


def alone(frame: pd.DataFrame, at: Panel) -> Floats:
    """The share of a day's looks without a case that no call explains, in panel order."""
    looks, called = at.take(frame["unexplained"]), at.take(frame["called"])
    return np.clip(1 - called / np.maximum(looks, 1.0), 0.0, 1.0)


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
    kept = weight * (square <= over.quantile(TRIM).reindex(group).to_numpy())
    part = pd.DataFrame(
        {"square": kept * square, "chance": kept / np.maximum(trials, 1.0), "weight": kept}
    )
    total = part.groupby(group).sum().reindex(group) + 1e-9
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
    from scipy.special import fdtrc

    out, more = np.zeros(len(hits)), hits > rate * trials
    size, rate, rho = np.maximum(trials[more], 1.0), rate[more], rho[more]
    weight = np.maximum(1 / (rho + (1 - rho) / size) - 1, 0.05)
    reach = np.clip((hits[more] - 0.5) / size, 0.0, MOST)
    # by its twin, the F law of the odds: SciPy's own tail of a Beta takes eight times as long
    odds = (1 - rate) * reach / (rate * (1 - reach))
    p = fdtrc(2 * rate * weight, 2 * (1 - rate) * weight, odds)
    out[more] = np.log(np.maximum(p, 1e-300))
    return out


def local(hits: Floats, trials: Floats, at: Panel) -> Floats:
    """The usual rate of a job, or of the branch worked at, where that is higher and shared.

    A children's ward opens children's records; a desk that takes over cases has others'
    branches'. A branch speaks with five accounts or more, whatever their jobs: who was moved
    works as the others there do, under the old job.
    """
    many = pd.Series(at.first).groupby(at.branch).transform("nunique").to_numpy() >= TEAM
    job = usual(hits, trials, at.first, at.group)
    return np.where(many, np.fmax(job, usual(hits, trials, at.first, at.branch)), job)


def log_ps(
    hits: Floats,
    trials: Floats,
    at: Panel,
    windows: tuple[int, ...] = WINDOWS,
) -> list[Floats]:
    """For each trailing window, how rare its hits are for the job and for the actor's past.

    The rate of the job is `local`. Two arrays a window, in the panel's order. The past is all
    before the window, shrunk to the job as if the job had given it `PRIOR` trials; under `ENOUGH`
    trials the job speaks in its place. A window speaks for a day as far as the day took part.
    """
    job = local(hits, trials, at)
    lift = lifted(hits, trials, job, at)
    shared = ~np.isnan(lift)
    calmed = calm(hits, trials, job, shared, at)
    steady = STEADY + 0.5 * pd.Series(trials).groupby(at.group).transform("median").to_numpy()
    out: list[Floats] = []
    for days in windows:
        own = before(calmed, trials, job, at, days)
        old = at.earlier(trials, days) >= ENOUGH
        if days == 1:
            seen, of, share = hits, trials, np.ones_like(hits)
        else:
            # one wild day is that day's matter: a window shows what keeps on
            wild = np.maximum(calmed - own * trials - steady, 0.0)
            seen, of = at.sums(calmed - wild, days), at.sums(trials - wild, days)
            share = part(calmed, trials, own)
        of_day = shared & (days == 1)
        for rate, known_by in ((job, np.ones_like(old)), (own, old)):
            kept = np.where(known_by, seen, 0.0), np.where(known_by, of, 0.0)
            rho = np.where(of_day, SHARED_RHO, dispersion(*kept, rate, at.group))
            rate = np.where(of_day, np.fmax(rate, lift), rate)
            log = share * log_p(seen, of, rate, rho)
            out.append(np.where(known_by, log, out[-1] if out else log))
    return out


def combined(several: Sequence[Floats], trials: Floats, at: Panel) -> Floats:
    """One log p a row, by the Cauchy combination over all windows of several counts.

    Each count is held against the rate of its job, or of the branch worked at.
    """
    logs = [log for hits in several for log in log_ps(hits, trials, at)]
    return np.minimum(log_cauchy(np.stack(logs, axis=1)), 0.0)


def before(hits: Floats, trials: Floats, job: Floats, at: Panel, days: int) -> Floats:
    """An actor's share before the trailing window, shrunk to the job by `PRIOR` trials."""
    known, of = at.earlier(hits, days), at.earlier(trials, days)
    return np.clip((known + PRIOR * job) / (of + PRIOR), SMALLEST_RATE, LARGEST_RATE)


def habit(hits: Floats, trials: Floats, job: Floats, at: Panel) -> Floats:
    """Each account's share over all its days, shrunk a little to the job."""
    total = pd.DataFrame({"hits": hits, "trials": trials}).groupby(at.first).transform("sum")
    own = (total["hits"].to_numpy() + LITTLE * job) / (total["trials"].to_numpy() + LITTLE)
    return np.clip(own, SMALLEST_RATE, LARGEST_RATE)


def calm(hits: Floats, trials: Floats, job: Floats, shared: Mask, at: Panel) -> Floats:
    """The hits, those of shared days as on an ordinary day of the job or of the account.

    Whoever always has more must not seem to have none on such a day: the next would be a rise.
    """
    plain = habit(np.where(shared, 0.0, hits), np.where(shared, 0.0, trials), job, at)
    return np.where(shared, np.minimum(hits, np.maximum(plain, job) * trials), hits)


def lifted(hits: Floats, trials: Floats, rate: Floats, at: Panel) -> Floats:
    """The share of a job on a day that lifted it for many at once; NaN on an ordinary day.

    A ticket system that is down leaves everybody without a case: where a quarter of the job's
    actors, or half of a branch's (four at least), are far above the rate, the day's own share is
    what the day allows.
    """
    expected = rate * trials
    above = hits > expected + 2 * np.sqrt(expected * (1 - rate) + 1)
    table = pd.DataFrame({"day": at.day, "hits": hits, "trials": trials, "above": above})
    out = np.full(len(hits), np.nan)
    for part, least in ((at.group, SHARED_PART), (at.branch, BRANCH_PART)):
        worked = table.assign(part=part)[trials > 0].groupby(["part", "day"])
        days = worked.agg(hits=("hits", "sum"), trials=("trials", "sum"),
                          above=("above", "sum"), actors=("above", "size"))  # fmt: skip
        many = (days["above"] >= SHARED_ACTORS) & (days["above"] >= least * days["actors"])
        share = (days["hits"] / days["trials"]).where(many)
        found = share.reindex(pd.MultiIndex.from_arrays([part, at.day])).to_numpy()
        out = np.fmax(out, found)
    return np.minimum(out, LARGEST_RATE)


def part(hits: Floats, trials: Floats, rate: Floats) -> Floats:
    """How far a day takes part in its window, 0.1…1: its excess against what chance makes."""
    chance = 2.0 + 1.5 * np.sqrt(rate * (1 - rate) * trials)
    return np.clip((hits - rate * trials) / chance, 0.1, 1.0)
