"""When leaks happen: days after an honest past, moments within the shift or against it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.house import House


def numbered(rng: np.random.Generator, accounts: list[int]) -> Iterator[tuple[int, int]]:
    """Numbered from anywhere on, so that over seeds even one account has every intensity."""
    return iter(list(enumerate(accounts, int(rng.integers(6)))))


def working_days(house: House, account: int) -> Ints:
    """Days of work after a third of the time, so that every leaker has an honest past."""
    days = np.flatnonzero(house.roster.on[account])
    return days[days >= house.almanac.days // 3]


def some_days(rng: np.random.Generator, days: Ints, low: int, high: int) -> Ints:
    """Between low and high of them, in order, or all there are."""
    count = min(len(days), int(rng.integers(low, high + 1)))
    return np.sort(rng.choice(days, count, replace=False))


def plan(rng: np.random.Generator, days: Ints, low: int, high: int) -> dict[int, int]:
    """How many looks on each of the days."""
    return {int(day): int(rng.integers(low, high + 1)) for day in days}


def in_shift(rng: np.random.Generator, house: House, account: int, by_day: dict[int, int]) -> Ints:
    """Single moments anywhere in the shift."""
    day = spread(by_day)
    begin, end = house.roster.begin[account, day] * 60, house.roster.end[account, day] * 60
    second: Ints = day * DAY + begin + (rng.random(len(day)) * (end - begin)).astype(np.int64)
    return np.sort(second)


def sittings(rng: np.random.Generator, house: House, account: int, by_day: dict[int, int]) -> Ints:
    """Up to three sittings a day, 3 to 20 seconds from one key to the next."""
    return np.concatenate(
        [sitting(rng, house, account, day, count) for day, count in by_day.items()]
    )


def sitting(rng: np.random.Generator, house: House, account: int, day: int, count: int) -> Ints:
    """Moments of one day."""
    begin = day * DAY + int(house.roster.begin[account, day]) * 60
    length = int(house.roster.end[account, day] - house.roster.begin[account, day]) * 60
    starts = np.sort(begin + rng.integers(900, max(901, length - count * 12), 3))
    turn = np.sort(rng.integers(0, 3, count))
    return starts[turn] + np.cumsum(rng.integers(3, 21, count))


def even(
    rng: np.random.Generator, by_day: dict[int, int], hours: tuple[int, int], gap: float
) -> Ints:
    """From a moment between these hours on, one look after the other at nearly the same gap."""
    out = []
    for day, count in by_day.items():
        begin = day * DAY + int(rng.integers(hours[0] * 3600, hours[1] * 3600))
        lag = np.arange(count) * gap + rng.normal(0, min(0.4, gap * 0.04), count)
        out.append(begin + lag.astype(np.int64))
    return np.concatenate(out)


def spread(by_day: dict[int, int]) -> Ints:
    """Each day as often as it has looks."""
    return np.repeat(np.fromiter(by_day, dtype=np.int64), list(by_day.values()))
