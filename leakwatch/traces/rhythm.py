"""How a person works through records, and how rarely as evenly as a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch import rates

if TYPE_CHECKING:
    from leakwatch.tail import Codes, Floats
    from leakwatch.typical import Panel

#: spread of the logarithm of the time people take over one record, low end of the literature
THINKING = 0.5
PACE = 0.01
#: with fewer gaps a day has no rhythm
FEW_GAPS = 20
#: a person pauses for over two minutes once an hour at least
PAUSE = 3600.0
#: log of the seconds a person takes who only clicks on, and its spread between people
CLICK, HASTE = np.log(5.0), 0.25
#: spread of log cv between days, and the least cv that is told from none
BETWEEN, LEAST = 0.1, 0.01
#: share of gaps of one second from which a job works to a beat
BEAT = 0.3
SMALLEST, LARGEST = 1e-3, 0.95
#: fewer accounts than this are no yardstick
TEAM = 5


def log_ps(frame: pd.DataFrame, at: Panel) -> list[Floats]:
    """Of each day, in panel order, the logs of the four chances below."""
    gaps, job = np.maximum(at.take(frame["looks"]) - 1, 0.0), jobs(frame, at)
    share, median, mode, cv = (
        frame[name].to_numpy(dtype=float, na_value=np.nan)[at.order]
        for name in ("gap_mode_share", "gap_median", "gap_mode", "gap_cv")
    )
    run, actor = at.take(frame["longest_run"]), at.first
    # scanners beat the time for all of a job, and a clock without seconds for all of a source
    told = by_second(frame, at)
    beat = ~told | (_usual(share, job, actor) >= BEAT)
    same = same_gap(share, median, mode, gaps, job, actor)
    return [np.where(told, same, 0.0),
            np.where(beat, 0.0, even(cv, gaps, job, actor)),
            np.where(told, hurried(median, run, job, actor), 0.0),
            unbroken(run, median, job, actor)]  # fmt: skip


def same_gap(
    share: Floats, median: Floats, mode: Floats, gaps: Floats, job: Codes, actor: Codes
) -> Floats:
    """Log of the chance that so many gaps last the same whole second.

    Null: gaps are log-normal, so that no second holds more than exp(σ²/2) / (σ √2π median) of
    them, or more than is usual in the job (scanners, screens that renew themselves); a little
    over-dispersed, as a pace changes over the day; the commonest second is the best of many.
    A mode of zero is a page that opens several records at once, no rhythm.
    """
    told = ~np.isnan(share) & (gaps >= FEW_GAPS)
    hits, trials = np.where(told, share * gaps, 0.0), np.where(told, gaps, 0.0)
    cell = np.exp(THINKING**2 / 2) / (THINKING * np.sqrt(2 * np.pi) * np.maximum(median, 1.0))
    usual = _usual(np.where(told, share, np.nan), job, actor)
    rate = np.clip(np.fmax(cell, usual), SMALLEST, LARGEST)
    rho = np.full(len(rate), PACE)
    choices = np.log(np.maximum(2.5 * THINKING * median, 1.0))
    log = rates.log_p(hits, trials, rate, rho) + np.nan_to_num(choices)
    return np.where(told & (mode >= 1), np.minimum(log, 0.0), 0.0)


def even(cv: Floats, gaps: Floats, job: Codes, actor: Codes) -> Floats:
    """Log of the chance that the gaps of a day vary as little.

    Null: their coefficient of variation is that of log-normal gaps without any pause, or of the
    evenest tenth of the job's days if that is less; its logarithm is about normal.
    """
    from scipy.special import log_ndtr

    told = (cv >= 0) & (gaps >= FEW_GAPS)
    level = np.log(np.where(told, np.maximum(cv, LEAST), np.nan))
    least = 0.5 * np.log(np.expm1(THINKING**2))
    middle = np.fmin(_usual(level, job, actor, 0.1), least)
    z = np.nan_to_num((level - middle) / np.sqrt(BETWEEN**2 + 1.2 / np.maximum(gaps, 1.0)))
    return np.where(told, np.minimum(log_ndtr(z), 0.0), 0.0)


def hurried(median: Floats, run: Floats, job: Codes, actor: Codes) -> Floats:
    """Log of the chance of opening a run of records in so little time each.

    Null: the middle gap of a person who only clicks on is log-normal about five seconds, or
    about the fastest tenth of the job's days (scanners). Gaps of none are pages that open several
    records at once.
    """
    from scipy.special import log_ndtr

    told = (median > 0) & (run > FEW_GAPS)
    level = np.log(np.where(told, np.maximum(median, 0.1), np.nan))
    least = np.fmin(_usual(np.log(np.where(median > 0, median, np.nan)), job, actor, 0.1), CLICK)
    error = np.sqrt(HASTE**2 + (1.25 * THINKING) ** 2 / np.maximum(run, 1.0))
    return np.where(told, log_ndtr(np.nan_to_num((level - least) / error)), 0.0)


def unbroken(run: Floats, median: Floats, job: Codes, actor: Codes) -> Floats:
    """Log of the chance of working on for so long without a pause of two minutes.

    Null: pauses come at random, once an hour at least, or as rarely as in the job.
    """
    lasts = run * np.nan_to_num(median)
    usual = _usual(np.where(run > FEW_GAPS, lasts, np.nan), job, actor)
    return np.where(run > FEW_GAPS, -lasts / np.fmax(PAUSE, 2 * usual), 0.0)


def _usual(values: Floats, job: Codes, actor: Codes, share: float = 0.5) -> Floats:
    """The median over a job's accounts of their own quantiles; NaN under five accounts."""
    told = pd.DataFrame({"job": job, "actor": actor, "value": values}).dropna()
    each = (
        told.groupby(["job", "actor"])["value"]
        .quantile(share)
        .groupby("job")
        .agg(["median", "size"])
    )
    found: Floats = each["median"].where(each["size"] >= TEAM).reindex(job).to_numpy()
    return found


def jobs(frame: pd.DataFrame, at: Panel) -> Codes:
    """The peer group at one source, in panel order; fewer than five join the source's largest."""
    source = pd.factorize(frame["source"], use_na_sentinel=False)[0][at.order]
    each = pd.DataFrame({"source": source, "group": at.group, "actor": at.first})
    actors = each.groupby(["source", "group"])["actor"].nunique()
    largest = actors.groupby("source").idxmax().map(lambda pair: pair[1])
    size = actors.reindex(pd.MultiIndex.from_frame(each[["source", "group"]])).to_numpy()
    group = each["group"].where(size >= TEAM, each["source"].map(largest))
    return (
        each.assign(group=group).groupby(["source", "group"]).ngroup().to_numpy().astype(np.int64)
    )


def by_second(frame: pd.DataFrame, at: Panel) -> npt.NDArray[np.bool_]:
    """Days on which the source wrote seconds, in panel order.

    Where the commonest gap of half of the accounts is of whole minutes, the clock is.
    """
    mode = frame["gap_mode"].astype("float64")
    whole = (mode % 60 == 0).astype("float64").where(mode.notna())
    share = whole.groupby([frame["source"], frame["day"]], dropna=False).transform("mean")
    return ~(share >= 0.5).to_numpy()[at.order]
