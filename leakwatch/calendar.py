"""Which days nobody works, and when a branch is open."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import msgspec

from leakwatch.errors import ConfigError
from leakwatch.settings import Settings

CHINA = ("Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "PRC")
HOURS = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–~]\s*([01]?\d|2[0-4]):([0-5]\d)")
SATURDAY = 5


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    holidays: tuple[date, ...] = ()
    made_up_working_days: tuple[date, ...] = ()
    hours: dict[str, str] = {}


@dataclass(frozen=True)
class Opening:
    """Opening hours of an org (branch None) or of one branch, in minutes of the day."""

    org: str
    branch: str | None
    opens: int
    closes: int


@dataclass(frozen=True)
class Calendar:
    """Public holidays where `public`, and what the operator wrote beyond them."""

    public: bool = False
    holidays: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()
    opening: tuple[Opening, ...] = field(default=())

    def works(self, day: date) -> bool:
        """True on a working day.

        >>> Calendar(holidays=frozenset({date(2026, 3, 9)})).works(date(2026, 3, 9))
        False
        """
        if day in self.made_up or day in self.holidays:
            return day in self.made_up
        return _public(day) if self.public else day.weekday() < SATURDAY

    def working(self, first: date, last: date) -> Iterator[tuple[date, bool]]:
        """Each day from first to last, and whether people work."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            yield day, self.works(day)


def _public(day: date) -> bool:
    """By China's calendar of holidays; by the weekday for a year not announced yet."""
    import chinese_calendar

    try:
        works: bool = chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < SATURDAY
    return works


def _opening(hours: dict[str, str], where: str) -> Iterable[Opening]:
    for place, written in hours.items():
        found = HOURS.fullmatch(written.strip())
        if not found:
            raise ConfigError(f"{written!r} is not opening hours", where=f"{where} [hours] {place}",
                              hint='write "10:00-19:00"')  # fmt: skip
        opens, closes = (int(found[i]) * 60 + int(found[i + 1]) for i in (1, 3))
        org, _, branch = place.partition("/")
        yield Opening(org, branch or None, opens, closes)


def read(settings: Settings) -> Calendar:
    """The calendar of the settings; ConfigError where its file is wrong."""
    public = settings.organisation.zone in CHINA
    if not settings.calendar.path:
        return Calendar(public)
    place = Path(settings.place(settings.calendar.path))
    try:
        document = tomllib.loads(place.read_text(encoding="utf-8"))
        file = msgspec.convert(document, _File)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", where=str(place),
                          hint="[calendar] path names it") from error  # fmt: skip
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(str(error), where=str(place)) from error
    opening = tuple(_opening(file.hours, str(place)))
    return Calendar(public, frozenset(file.holidays), frozenset(file.made_up_working_days), opening)
