"""The events of one source by day and hour of its wall, and how far they can be judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch.calendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Sequence

HOURS = 24
#: a lone day so far from all others is a clock gone wrong
ASTRAY = 31
Counts = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class Beat:
    """`counts` (days × 24) from the day `first` on; `works` and `weekday` of each day.

    `judged` is how many hours from the first midnight on can be judged: later ones may still be
    on their way. `last` is the wall hour of the last event.
    """

    first: date
    counts: Counts
    works: Flags
    weekday: npt.NDArray[np.int64]
    judged: int
    last: pd.Timestamp

    @property
    def totals(self) -> Counts:
        """Events of each day."""
        total: Counts = self.counts.sum(axis=1)
        return total

    @property
    def whole(self) -> int:
        """How many days can be judged as a whole."""
        return self.judged // HOURS

    def day(self, number: int) -> date:
        """The date of a day."""
        return self.first + timedelta(days=number)

    def at(self, hour: int) -> pd.Timestamp:
        """The wall clock so many hours after the first midnight."""
        return pd.Timestamp(self.first) + HOUR * hour


def believed(days: Sequence[date]) -> tuple[date, date] | None:
    """The first and last of some days in order, without lone days far from all others.

    >>> believed([date(1999, 1, 1), date(2026, 3, 1), date(2026, 3, 2), date(2099, 1, 1)])
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 2))
    """
    low, high = 0, len(days) - 1
    while low < high and (days[low + 1] - days[low]).days > ASTRAY:
        low += 1
    while low < high and (days[high] - days[high - 1]).days > ASTRAY:
        high -= 1
    return (days[low], days[high]) if days else None


def walled(pulse: pd.DataFrame, zone: str, until: date | None) -> pd.DataFrame:
    """Rows of a pulse with `wall` (the hour on the wall) and `day`, without days astray."""
    wall = pulse["at"].dt.tz_localize("UTC").dt.tz_convert(zone).dt.tz_localize(None)
    told = pulse.assign(wall=wall.dt.floor("h"), day=wall.dt.date)
    if until:
        told = told[told["day"] <= until]
    span = believed(sorted(set(told["day"])))
    return told[told["day"].between(*span)] if span else told


def beat(told: pd.DataFrame, now: pd.Timestamp, grace: pd.Timedelta, calendar: Calendar) -> Beat:
    """The beat of a source's rows up to `now` (its wall), judged up to `grace` before.

    A source that is silent on days off, and delivers by the day, is judged after its next day
    of work: nobody is there to deliver.
    """
    first = min(told["day"])
    length = max(((now - HOUR).date() - first).days, (max(told["day"]) - first).days) + 1
    days = [first + timedelta(days=n) for n in range(length)]
    hour = (told["wall"] - pd.Timestamp(first)) // HOUR
    counts = np.zeros((length, HOURS))
    np.add.at(counts.reshape(-1), hour.to_numpy(), told["events"].to_numpy())
    works = np.array([calendar.works(day) for day in days])
    judged = int((now - grace - pd.Timestamp(first)) // HOUR)
    past = int((now - pd.Timestamp(first)) // HOUR) // HOURS
    if grace >= HOUR * HOURS / 2 and not counts[~works].sum() > counts.sum() / 100:
        judged = min(judged, _before_work(works[:past]) * HOURS)
    return Beat(first, counts, works, np.array([day.weekday() for day in days]),
                min(max(judged, 0), length * HOURS), told["wall"].max())  # fmt: skip


def _before_work(works: Flags) -> int:
    """How many days lie before the last day of work that is over."""
    worked = np.flatnonzero(works)
    return int(worked[-1]) if len(worked) else 0
