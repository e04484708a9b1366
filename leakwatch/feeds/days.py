"""Feed-days: what was said, what was usual and what is missing of a source on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leakwatch.feeds import files as filed
from leakwatch.feeds.usual import as_few

if TYPE_CHECKING:
    from leakwatch.feeds.beat import Beat
    from leakwatch.feeds.silence import Gap
    from leakwatch.feeds.usual import Usual

Row = dict[str, Any]
#: the columns of a feed-day, as `detector.Facts.feeds` has them
FEED_DAYS = {
    "source": "str", "org": "str", "day": "datetime64[s]", "events": "int64",
    "usual": "float64", "least": "float64", "log_p": "float64",
    "silent": "datetime64[s]", "back": "datetime64[s]", "silent_hours": "int64",
    "silent_log_p": "float64", "every": "float64",
    "lost": "str", "found": "datetime64[s]", "holes": "int64", "between": "int64",
    "wiped": "int64", "wipers": "str",
}  # fmt: skip
#: a day on which nothing is wrong
FINE: Row = {
    "log_p": 0.0, "silent": None, "back": None, "silent_hours": 0, "silent_log_p": 0.0,
    "lost": "", "found": None, "holes": 0, "between": 0, "wiped": 0, "wipers": "",
}  # fmt: skip


def feed_days(
    beat: Beat, normal: Usual, gaps: list[Gap], files: pd.DataFrame, told: pd.DataFrame
) -> list[Row]:
    """A row a day of the beat; `files` in order, `told` the rows of the pulse."""
    whole = np.arange(len(beat.counts)) < beat.whole
    log_p = np.where(whole, as_few(beat.totals, normal.median, normal.size), 0.0)
    days: list[Row] = [
        {**FINE, "day": beat.day(number), "events": int(beat.totals[number]),
         "usual": normal.median[number], "least": normal.least[number], "log_p": log_p[number]}
        for number in range(len(beat.counts))
    ]  # fmt: skip
    # of two gaps on one day the less likely is told
    for gap in sorted(gaps, key=lambda gap: -gap.log_p):
        days[gap.day] |= {
            "silent": gap.start, "back": gap.back, "silent_hours": gap.hours,
            "silent_log_p": gap.log_p,
        }  # fmt: skip
    for day, wiped in told[told["wiper"].notna()].groupby("day"):
        row = days[(pd.Timestamp(str(day)).date() - beat.first).days]
        row["wiped"] = int(wiped["events"].sum())
        row["wipers"] = ", ".join(sorted(set(wiped["wiper"])))
    _lacking(days, beat.first, files)
    return days


def _lacking(days: list[Row], first: date, files: pd.DataFrame) -> None:
    """Puts what the files lack on the days on which they begin."""
    begins: list[date] = files["first_day"].tolist()
    on = [days[min(max((day - first).days, 0), len(days) - 1)] for day in begins]
    for row, inside, before in zip(on, *filed.holes(files), strict=True):
        row["holes"] += int(inside)
        row["between"] += int(before)
    for number, column, again in filed.lost(files):
        row = on[number]
        row["lost"] = ", ".join(filter(None, [row["lost"], column]))
        row["found"] = None if again is None else begins[again]


def frame(rows: list[Row]) -> pd.DataFrame:
    """Feed-days as a frame of FEED_DAYS."""
    found = pd.DataFrame(rows, columns=list(FEED_DAYS))
    for name, dtype in FEED_DAYS.items():
        if dtype.startswith("datetime"):
            found[name] = pd.to_datetime(found[name])
    return found.astype(FEED_DAYS)
