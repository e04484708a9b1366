"""Accounts that were unused for long and are used again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import typical

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.tail import Codes, Mask


#: the days after waking that belong to it
AWAKE = 7
#: so many of one job that wake within `SEASON` days of each other are a season
TOGETHER, SEASON = 3, 14
FEWEST, MOSTLY = 3, 0.5
LEAVE = ("请假", "休假", "产假", "停薪")


def woken(frame: pd.DataFrame, least: int, staff: ir.Table | None) -> pd.DataFrame:
    """Actor, day, `slept` (days unused before its week) and `strange`.

    Unused: no look and no log-in of this account, while its source went on. Strange: three looks
    without a case or call, more than half of the day's, and twice the job's share that day.
    """
    at = typical.panel(frame)
    used = (at.take(frame["looks"]) > 0) | (at.take(frame["logins"]) > 0)
    slept = _slept(at, used, least)
    slept = np.where(_season(at, slept > 0), 0, slept)
    # a week after waking is still the waking
    rows = pd.DataFrame({"actor": at.first, "day": at.day, "slept": slept})
    rows["woke"] = rows["day"].where(rows["slept"] > 0)
    last = rows.groupby("actor")["woke"].ffill()
    length = rows["slept"].where(rows["slept"] > 0).groupby(rows["actor"]).ffill()
    near = (rows["day"] - last) < AWAKE
    found = frame[["actor", "day"]].assign(
        slept=at.back(np.where(near, length, 0.0)).astype(np.int64), strange=_strange(frame, at)
    )
    if staff is None:
        return found
    away = staff.filter(staff.status.isin(LEAVE)).select("actor").to_pandas()["actor"]
    return found.assign(slept=found["slept"].where(~found["actor"].isin(away), 0))


def _slept(at: typical.Panel, used: Mask, least: int) -> Codes:
    """Days since the account's last use, where these are at least so many; else 0."""
    place = np.arange(len(used))
    last = np.maximum.accumulate(np.where(used, place, -1))
    before = np.concatenate([[-1], last[:-1]])[: len(used)]
    known = (before >= at.first) & used
    gap = np.where(known, at.day - at.day[np.maximum(before, 0)] - 1, 0)
    return np.where(gap >= least, gap, 0)


def _season(at: typical.Panel, woke: Mask) -> Mask:
    """Where several of the same job wake at about the same time."""
    days = np.sort(at.group[woke] * 1_000_000 + at.day[woke])
    key = at.group * 1_000_000 + at.day
    most = np.zeros(len(key))
    # any fortnight that holds the day
    for start in range(-SEASON + 1, 1):
        low = np.searchsorted(days, key + start)
        high = np.searchsorted(days, key + start + SEASON)
        most = np.maximum(most, high - low)
    return most >= TOGETHER


def _strange(frame: pd.DataFrame, at: typical.Panel) -> pd.Series[bool]:
    bare = frame["unexplained"] - frame["called"]
    share = bare / frame["looks"].clip(lower=1)
    job = share.groupby([at.back(at.group), frame["day"]]).transform("median")
    return (bare >= FEWEST) & (share > MOSTLY) & (share >= 2 * job)
