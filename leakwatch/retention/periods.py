"""The first day that stays, of raw files, events and facts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from leakwatch.settings import Settings
from leakwatch.visible import WHATS, What

Lines = Mapping[What, date]


def today(settings: Settings, now: datetime) -> date:
    """The organisation's day at a moment."""
    return now.astimezone(ZoneInfo(settings.organisation.zone)).date()


def lines(settings: Settings, day: date) -> Lines:
    """What has a period, with the first day that stays of it, counted from `day`.

    >>> from leakwatch.periods import Retention
    >>> lines(Settings(retention=Retention(raw="365d")), date(2026, 11, 23))
    {'raw': datetime.date(2025, 11, 23)}
    """
    found = dict[What, date]()
    for what in WHATS:
        period = settings.retention.days(what)
        if period is not None:
            found[what] = day - timedelta(days=period)
    return found
