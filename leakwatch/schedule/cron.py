"""When a job is due: crontab lines on the organisation's clock, whatever summer time does to it.

A moment that the clock skips is due when it would have come had the clock not been put on; a moment
that it shows twice is due the first time. Lines of every hour are due in each hour there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from leakwatch.errors import ConfigError

DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
#: no zone ever moved its clock by more
SHIFT = timedelta(days=1)


class Cron:
    """One line of a crontab: minute, hour, day of month, month, day of week.

    Where both days are given, either will do (crontab(5)).

    >>> daily = Cron("30 2 * * *", ZoneInfo("America/New_York"))
    >>> spring = datetime(2026, 3, 7, tzinfo=UTC)
    >>> [f"{due:%d %H:%M}" for due in daily.dues(spring, spring + timedelta(days=3))]
    ['07 07:30', '08 07:30', '09 06:30']
    """

    def __init__(self, line: str, zone: ZoneInfo) -> None:
        from apscheduler.triggers.cron import CronTrigger

        self.line, self.zone = line, zone
        try:
            minute, hour, day, month, week = line.split()
            trigger = CronTrigger(minute=minute, hour=hour, day=day, month=month, timezone=UTC)
            self._weekdays = _weekdays(week)
        except (ValueError, IndexError) as error:
            raise ConfigError(
                f"{line!r} is no line of a crontab: {error}",
                where="[schedule]",
                hint='minute hour day month weekday, e.g. "15 2 * * *"',
            ) from error
        fields = {field.name: field for field in trigger.fields}
        self._day, self._month = fields["day"], fields["month"]
        self._either = not (day.startswith("*") or week.startswith("*"))
        hours = _shown(fields["hour"], lambda number: datetime(2000, 1, 1, number), 24)
        minutes = _shown(fields["minute"], lambda number: datetime(2000, 1, 1, 0, number), 60)
        self._times = [time(hour, minute) for hour in hours for minute in minutes]
        self._every_hour = len(hours) == 24

    def dues(self, after: datetime, upto: datetime) -> list[datetime]:
        """The moments after one and up to another, in UTC, the earliest first."""
        found = {
            due
            for wall in self._walls(after, upto)
            for due in self._moments(wall)
            if after < due <= upto
        }
        return sorted(found)

    def next(self, now: datetime) -> datetime | None:
        """The first moment after now, none where there is none within a year."""
        for days in (2, 32, 366):
            if found := self.dues(now, now + timedelta(days=days)):
                return found[0]
        return None

    def _walls(self, after: datetime, upto: datetime) -> Iterator[datetime]:
        """What the clock on the wall shows when the job is due, as if no hour were ever moved."""
        first, last = min(self._near(after)), max(self._near(upto))
        for number in range((last.date() - first.date()).days + 1):
            day = first.date() + timedelta(days=number)
            if self._due_on(day):
                walls = (datetime.combine(day, at) for at in self._times)
                yield from (wall for wall in walls if first <= wall <= last)

    def _near(self, moment: datetime) -> Iterator[datetime]:
        """What the clock shows then, as it was set a day before, then and a day later."""
        for shift in (-SHIFT, timedelta(), SHIFT):
            shown = (moment.astimezone(UTC) + shift).astimezone(self.zone)
            yield shown.replace(tzinfo=None) - shift

    def _due_on(self, day: date) -> bool:
        at = datetime.combine(day, time())
        if self._month.get_next_value(at) != day.month:
            return False
        in_month = self._day.get_next_value(at) == day.day
        in_week = day.weekday() in self._weekdays
        return in_month or in_week if self._either else in_month and in_week

    def _moments(self, wall: datetime) -> Iterator[datetime]:
        first, second = (wall.replace(tzinfo=self.zone, fold=fold) for fold in (0, 1))
        due = first.astimezone(UTC)
        shown = due.astimezone(self.zone).replace(tzinfo=None) == wall
        if shown or not self._every_hour:
            yield due
        if shown and self._every_hour:
            yield second.astimezone(UTC)


def _shown(field: Any, at: Callable[[int], datetime], many: int) -> list[int]:
    """The numbers below `many` that a field of the package names."""
    return [number for number in range(many) if field.get_next_value(at(number)) == number]


def _weekdays(week: str) -> frozenset[int]:
    """Days of the week from Monday = 0; crontabs count from Sunday, the package from Monday.

    >>> sorted(_weekdays("1-5/2,sun")), sorted(_weekdays("*/3")), sorted(_weekdays("7"))
    ([0, 2, 4, 6], [2, 5, 6], [6])
    """
    found = set[int]()
    for part in week.lower().split(","):
        span, slash, step = part.partition("/")
        first, dash, last = ("0-6" if span == "*" else span).partition("-")
        low, high = _weekday(first), _weekday(last if dash else first)
        # a week that is named from its Monday ends on Sunday
        high = 7 if last == "sun" else high
        if low > high or (slash and not (step.isdecimal() and int(step) and (dash or span == "*"))):
            raise ValueError(f"{part!r} names no days of the week")
        found |= {(day - 1) % 7 for day in range(low, high + 1, int(step or 1))}
    return frozenset(found)


def _weekday(said: str) -> int:
    if said in DAYS:
        return DAYS.index(said)
    if said in set("01234567"):
        return int(said)
    raise ValueError(f"{said!r} is no day of the week")
