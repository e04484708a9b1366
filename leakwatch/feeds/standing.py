"""Every source as it stands now: its beat, what was usual, its gaps, its files and its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.errors import ConfigError
from leakwatch.feeds import files as filed
from leakwatch.feeds.beat import HOUR, Beat, beat, walled
from leakwatch.feeds.days import feed_days, frame
from leakwatch.feeds.silence import Gap, gaps, long
from leakwatch.feeds.usual import Usual, usual

if TYPE_CHECKING:
    from leakwatch.calendar import Calendar

UNITS = {"m": 1 / 60, "h": 1.0, "d": 24.0, "w": 168.0}


@dataclass(frozen=True)
class Known:
    """What the settings say of a source; `every` hours it says something (0: to be learnt)."""

    org: str
    zone: str
    connector: str = ""
    every: float = 0.0


@dataclass(frozen=True)
class Standing:
    """A source up to `now` (its wall); `pulse` are its rows of the pulse, on its wall."""

    source: str
    org: str
    known: Known
    now: pd.Timestamp
    pulse: pd.DataFrame = field(repr=False)
    files: pd.DataFrame = field(repr=False)
    beat: Beat = field(repr=False)
    usual: Usual = field(repr=False)
    gaps: list[Gap]

    @cached_property
    def days(self) -> pd.DataFrame:
        """Its feed-days: columns of FEED_DAYS."""
        days = feed_days(self.beat, self.usual, self.gaps, self.files, self.pulse)
        beside = {"source": self.source, "org": self.org, "every": self.known.every}
        return frame([beside | day for day in days])


def hours(every: str, where: str) -> float:
    """Hours of "30m", "1h", "1d", "1w"; 0 for none. ConfigError for anything else.

    >>> hours("1d", "crm"), hours("", "crm")
    (24.0, 0.0)
    """
    number, unit = every[:-1].strip(), every[-1:].lower()
    if not every:
        return 0.0
    if unit not in UNITS or not number.replace(".", "", 1).isdigit() or not float(number):
        raise ConfigError(f"every = {every!r} is no time", where=f"[sources.{where}]",
                          hint='write "1h" or "1d"')  # fmt: skip
    return float(number) * UNITS[unit]


def standing(
    pulse: pd.DataFrame, batches: pd.DataFrame, known: Mapping[str, Known], calendar: Calendar,
    until: date | None = None,
) -> list[Standing]:  # fmt: skip
    """Every known source that ever said something, in order of its name.

    Now is the newest event of all of them; or the beginning of the day `until`, if later.
    """
    told = {name: walled(pulse[pulse["source"] == name], one.zone, until)
            for name, one in sorted(known.items())}  # fmt: skip
    told = {name: rows for name, rows in told.items() if len(rows)}
    if not told:
        return []
    now = max(rows["at"].max() for rows in told.values()) + HOUR
    found = []
    for name, rows in told.items():
        wall = now.tz_localize("UTC").tz_convert(known[name].zone).tz_localize(None)
        if until:
            wall = max(wall, pd.Timestamp(until))
        files = _files(batches[batches["source"] == name], known[name].zone, wall)
        found.append(_one(name, known[name], rows, files, wall, calendar))
    return found


def _files(batches: pd.DataFrame, zone: str, now: pd.Timestamp) -> pd.DataFrame:
    """Files in order up to now, with the day of their first event on the wall."""
    told = filed.ordered(batches)
    days = told["first"].dt.tz_convert(zone).dt.date
    return told.assign(first_day=days)[days <= now.date()].reset_index(drop=True)


def _one(
    name: str, known: Known, rows: pd.DataFrame, files: pd.DataFrame, now: pd.Timestamp,
    calendar: Calendar,
) -> Standing:  # fmt: skip
    grace = pd.Timedelta(hours=known.every) if known.every else filed.period(files)
    seen = beat(rows, now, max(grace, HOUR), calendar)
    normal = usual(seen)
    org = known.org if known.org != "*" else str(rows["org"].mode().iloc[0])
    found = [gap for gap in gaps(seen, normal, known.every) if long(gap, known.every)]
    return Standing(name, org, known, now, rows, files, seen, normal, found)
