"""An account beside its colleagues, on the days around an alert: what its charts are drawn from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leakwatch.charts.exposure import Met

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.lookup import Lookup

Hours = dict[tuple[date, int], float]
BEFORE, AFTER = timedelta(days=14), timedelta(days=7)
#: a chart shows no more days, the latest of them
LONGEST = 56
COUNTS = ("looks", "subjects", "unexplained", "foreign", "off_hours", "taken")
WHO = ("org", "role", "branch")
#: on one of so many last days an account has nearly always worked
LATE = 14


@dataclass(frozen=True)
class Day:
    """One day of an account, by fact, beside the median of its colleagues who worked that day.

    `own` is zeros where the account did nothing; `p` is null where nobody judged the day.
    """

    day: date
    own: dict[str, int]
    peers: dict[str, float]
    score: float | None = None
    p: float | None = None


@dataclass(frozen=True)
class Around:
    """Some days of an account, in order; `peers` is how many colleagues they are held against."""

    who: dict[str, str | None]
    days: list[Day]
    peers: int = 0
    #: looks by day and hour of the account's clock; a colleague's on average, who worked that day
    hours: Hours = field(default_factory=dict)
    peers_hours: Hours = field(default_factory=dict)


def span(first: date, last: date) -> list[date]:
    """The days to show around some: two weeks before and one after, at the most LONGEST.

    >>> days = span(date(2026, 3, 20), date(2026, 3, 21))
    >>> len(days), days[0], days[-1]
    (23, datetime.date(2026, 3, 6), datetime.date(2026, 3, 28))
    """
    end = last + AFTER
    start = max(first - BEFORE, end - timedelta(days=LONGEST - 1))
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def around(lookup: Lookup, actor: str, days: Sequence[date], *, hourly: bool = True) -> Around:
    """The account on some days, in order, and its colleagues: of the same organisation and job,
    others than it."""
    who = _who(lookup, actor, days)
    if not who:
        return Around({}, [])
    # each day's file is dear to open: what it did itself is read with what they did
    job = {"org": who["org"], "role": who["role"]}
    own, team = _read(lookup, "days", ["day", *COUNTS], actor, job, days)
    told = _days(_judged(lookup, actor, days, own), team, days)
    if not hourly:
        return Around(who, told, team["actor"].nunique())
    mine, others = _read(lookup, "hours", ["day", "hour", "looks"], actor, job, days)
    return Around(who, told, team["actor"].nunique(), *_hours(mine, others, team))


def _who(lookup: Lookup, actor: str, days: Sequence[date]) -> dict[str, str | None]:
    """Where the account worked on the last of the days that it worked on; empty without any."""
    for some in (days[-LATE:], days[:-LATE]):
        found = lookup.rows("days", ["day", *WHO], {"actor": actor}, some)
        if len(found):
            last: dict[str, str | None] = found.sort_by([("day", "descending")]).to_pylist()[0]
            return {name: last[name] for name in WHO}
    return {}


def _read(
    lookup: Lookup, name: str, columns: Sequence[str], actor: str, job: dict[str, str | None],
    days: Sequence[date],
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """What a table has of the account, in whatever job, and of others in this one."""
    names = ["actor", *columns]
    rows = lookup.rows(name, names, job, days, also={"actor": actor}).to_pandas()
    # where there is no such table
    found = rows if len(rows) else rows.reindex(columns=names)
    is_own = found["actor"] == actor
    return found[is_own], found[~is_own]


def _judged(lookup: Lookup, actor: str, days: Sequence[date], own: pd.DataFrame) -> pd.DataFrame:
    """The account's days with their scores, null where nobody judged them."""
    scored = lookup.rows("scored", ["day", "score", "p"], {"actor": actor}, days)
    if not len(scored):
        return own.assign(score=float("nan"), p=float("nan"))
    return own.merge(scored.to_pandas(), on="day", how="left")


def _days(own: pd.DataFrame, team: pd.DataFrame, days: Sequence[date]) -> list[Day]:
    """The days on which anybody of them worked, from the first to the last."""
    median = team.groupby("day")[[*COUNTS]].median()
    peers = dict(zip(median.index, median.to_dict("records"), strict=True))
    rows = {row["day"]: row for row in own.to_dict("records")}
    seen = sorted({*peers, *rows})
    shown = [day for day in days if seen and seen[0] <= day <= seen[-1]]
    return [_day(day, rows.get(day), peers.get(day, {})) for day in shown]


def _day(day: date, row: Mapping[Any, Any] | None, peers: Mapping[Any, Any]) -> Day:
    median = {str(name): float(value) for name, value in peers.items()}
    if row is None:
        return Day(day, dict.fromkeys(COUNTS, 0), median)
    score, p = (None if row[name] != row[name] else float(row[name]) for name in ("score", "p"))
    return Day(day, {name: int(row[name]) for name in COUNTS}, median, score, p)


def _hours(own: pd.DataFrame, others: pd.DataFrame, team: pd.DataFrame) -> tuple[Hours, Hours]:
    """Looks by day and hour: the account's, and those of a colleague at work on average."""
    at_work: dict[Any, int] = team.groupby("day")["actor"].nunique().to_dict()
    every = _by_hour(others)
    mean = {when: looks / at_work[when[0]] for when, looks in every.items() if when[0] in at_work}
    return _by_hour(own), mean


def _by_hour(found: pd.DataFrame) -> Hours:
    looks: dict[Any, Any] = found.groupby(["day", "hour"])["looks"].sum().to_dict()
    return {(day, int(hour)): float(many) for (day, hour), many in looks.items()}


def met(lookup: Lookup, actor: str, days: Collection[date]) -> list[Met]:
    """The people an account opened on some days, each new once."""
    found = lookup.rows("pairs", ["day", "subject"], {"actor": actor}, days)
    if not len(found):
        return []
    frame = found.to_pandas()
    first = frame.groupby("subject")["day"].min().value_counts()
    told, total = list[Met](), 0
    for day, people in frame.groupby("day")["subject"].nunique().sort_index().items():
        new = int(first.get(day, 0))
        total += new
        told.append(Met(day, int(people), new, total))
    return told
