"""The days of the made-up time: which are worked, and which close a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import chinese_calendar
import numpy as np

from leakwatch.synth.arrays import Bools, Ints


@dataclass(frozen=True)
class Almanac:
    """A run of days, numbered from 0."""

    start: date
    days: int

    def date(self, day: int) -> date:
        """The date of a day by its number, which may lie outside the run."""
        return self.start + timedelta(days=int(day))

    @cached_property
    def working(self) -> Bools:
        """Whether offices are open, by day."""
        return np.array([is_working(self.date(day)) for day in range(self.days)])

    @cached_property
    def weekday(self) -> Ints:
        """0 for Monday … 6 for Sunday, by day."""
        return (np.arange(self.days) + self.start.weekday()) % 7

    @cached_property
    def month_end(self) -> Bools:
        """The last three working days of each month, when loans are booked late."""
        return np.array(
            [self.working[day] and self.left_in_month(day) < 3 for day in range(self.days)]
        )

    def left_in_month(self, day: int) -> int:
        """Working days that follow in the same month, also beyond the run."""
        today = self.date(day)
        later = (today + timedelta(days=ahead) for ahead in range(1, 31))
        return sum(is_working(other) for other in later if other.month == today.month)


def is_working(day: date) -> bool:
    """By the holiday package; for years not yet announced, by the weekend alone."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5
