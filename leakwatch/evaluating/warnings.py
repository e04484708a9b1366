"""The six warnings a bank's credit front-end ships with, over every organisation's log.

They are SmartQUERY's `queryWarn`: a surge against the past three months, a large share of
failures, the same customer again and again, hours when nobody works, another region than one's
own, a large share of "other" reasons. What is warned of is known, by how much is not: the limits
are ours, and of several tried those by which the warnings fare best on made-up worlds.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from leakwatch import calendar, settings
from leakwatch.evaluating.log import log

KEY = ["actor", "day"]
#: looks above so many times the mean of the past three months; a new user's first bar
MULTIPLE, FLOOR, MONTHS = 3.0, 50, "90D"
FAILED_SHARE, FEWEST = 0.3, 10
#: looks at one customer within minutes, and how many customers on a day
AGAIN, WITHIN = 4, pd.Timedelta(minutes=10)
OTHER_SHARE = 0.5
OTHER = ("25", "99", "其他", "其它", "other")


def warned(place: Path) -> pd.DataFrame:
    """Actor-days with their score by the six warnings, of the log these settings read."""
    return six(log(place), calendar.read(settings.read(place)))


def six(events: pd.DataFrame, hours: calendar.Calendar) -> pd.DataFrame:
    """Actor, day, score, by the columns of `log`.

    Each warning is a value in multiples of its limit. One that fires adds 1, and up to 1 more
    the further it is above: with equal numbers of warnings the plainer comes first.
    """
    looks = events[events["look"]]
    times = pd.DataFrame({
        "surge": surge(looks),
        "failures": failures(looks),
        "again": again(looks),
        "hours": off(looks, hours),
        "region": region(looks),
        "other": other(looks),
    }).fillna(0.0)  # fmt: skip
    fired = times >= 1
    score = (2 - 1 / times.clip(lower=1)).where(fired, 0.0).sum(axis=1)
    return score.rename("score").rename_axis(KEY).reset_index()


def surge(looks: pd.DataFrame) -> pd.Series:
    """查询激增: looks in multiples of three times the past, of a floor for a new user."""
    count = looks.groupby(KEY).size().rename("looks").reset_index()
    past = count.set_index("day").groupby("actor")["looks"].rolling(MONTHS, closed="left").mean()
    bar = (MULTIPLE * past).fillna(FLOOR)
    return count.set_index(KEY)["looks"] / bar


def failures(looks: pd.DataFrame) -> pd.Series:
    """失败占比过大: the share of looks that found nothing, on days of ten looks or more."""
    day = looks.groupby(KEY)["miss"].agg(["mean", "size"])
    return (day["mean"] / FAILED_SHARE).where(day["size"] >= FEWEST, 0.0)


def again(looks: pd.DataFrame) -> pd.Series:
    """短时间多次查询同一客户: customers opened four times within ten minutes."""
    known = looks[looks["subject"].notna()].sort_values("at", kind="stable")
    since = known["at"] - known.groupby(["actor", "subject"])["at"].shift(AGAIN - 1)
    often = known[since <= WITHIN]
    return often.groupby(KEY)["subject"].nunique().astype(float)


def off(looks: pd.DataFrame, hours: calendar.Calendar) -> pd.Series:
    """非工作时段: looks outside the organisation's hours or on a day off.

    An organisation that states no hours works around the clock, and is never warned of.
    """
    opening = {one.org: one for one in hours.opening if one.branch is None}
    stated = looks[looks["org"].isin(list(opening))]
    minute = stated["clock"].dt.hour * 60 + stated["clock"].dt.minute
    opens = stated["org"].map({org: one.opens for org, one in opening.items()}).astype(float)
    closes = stated["org"].map({org: one.closes for org, one in opening.items()}).astype(float)
    free = [day for day in stated["day"].unique() if not hours.works(day.date())]
    late = (minute < opens) | (minute >= closes) | stated["day"].isin(free)
    return stated[late].groupby(KEY).size().astype(float)


def region(looks: pd.DataFrame) -> pd.Series:
    """跨地域: looks at people whose ID number is of another region than most of the house's."""
    known = looks[looks["region"].notna()]
    home = known.groupby("org")["region"].agg(lambda seen: seen.mode().iloc[0])
    return known[known["region"] != known["org"].map(home)].groupby(KEY).size().astype(float)


def other(looks: pd.DataFrame) -> pd.Series:
    """其他理由占比过大: the share of looks for "other" reasons, on days of ten looks or more."""
    day = looks.assign(other=looks["reason"].isin(OTHER)).groupby(KEY)["other"]
    return (day.mean() / OTHER_SHARE).where(day.size() >= FEWEST, 0.0)
