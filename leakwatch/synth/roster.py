"""Shifts: when each account's person works, and what the roster file tells of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import Bools, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.jobs import JOBS
from leakwatch.synth.sites import Site
from leakwatch.synth.staff import Staff

OFF = -1
# Minutes from midnight; past 1440 is the next day.
SHIFTS: dict[str, tuple[int, int]] = {
    "-": (OFF, OFF),
    "office": (510, 1050),
    "early": (540, 1080),
    "late": (660, 1200),
    "morning": (480, 960),
    "evening": (960, 1440),
    "small hours": (0, 480),
    "day": (480, 1020),
    "night": (1200, 1920),
    "desk": (450, 990),
}
ROTA = ("morning", "morning", "evening", "evening", "small hours", "small hours", "-", "-")
WARD = ("day", "day", "evening", "night", "-", "-")


@dataclass(frozen=True)
class Roster:
    """Accounts × days: begin and end in minutes (OFF where free), told or not, leave."""

    begin: Ints
    end: Ints
    listed: Bools
    leave: Bools

    @property
    def on(self) -> Bools:
        """Who works when."""
        working: Bools = self.begin != OFF
        return working


def roster_of(org: str, seed: int, almanac: Almanac, staff: Staff, sites: list[Site]) -> Roster:
    """Each job's pattern, less leave and days outside service; a few swaps nobody wrote down."""
    rng = dice(seed, org, "roster")
    pattern = np.array([job.pattern for job in JOBS[org]], dtype=object)[staff.job]
    begin = np.full((len(staff), almanac.days), OFF, dtype=np.int64)
    end = begin.copy()
    for name, shifts in PATTERNS.items():
        mine = np.flatnonzero(pattern == name)
        begin[mine], end[mine] = shifts(rng, almanac, len(mine))
    west = np.array([site.code.startswith("0991") for site in sites])[staff.site]
    working = begin != OFF
    begin += np.where(west[:, None] & working, 120, 0)
    end += np.where(west[:, None] & working, 120, 0)
    leave = away(rng, len(staff), almanac.days) & ~staff.batch[:, None]
    free = staff.batch[:, None] | leave | outside(staff, almanac)
    begin[free], end[free] = OFF, OFF
    listed = (begin != OFF) & (rng.random(begin.shape) > 0.012)
    return Roster(begin, end, listed, leave)


def outside(staff: Staff, almanac: Almanac) -> Bools:
    """Days before joining and after leaving."""
    day = np.arange(almanac.days)
    free: Bools = (day < staff.hired[:, None]) | (day > staff.left[:, None])
    return free


def away(rng: np.random.Generator, count: int, days: int) -> Bools:
    """One leave of two to eight days for a third of the people."""
    first = rng.integers(0, days, count)
    length = np.where(rng.random(count) < 0.35, rng.integers(2, 9, count), 0)
    day = np.arange(days)
    leave: Bools = (day >= first[:, None]) & (day < (first + length)[:, None])
    return leave


def minutes(shift: list[str]) -> tuple[Ints, Ints]:
    """Begins and ends of named shifts."""
    table = np.array([SHIFTS[name] for name in shift], dtype=np.int64)
    return table[:, 0], table[:, 1]


def office(_: np.random.Generator, almanac: Almanac, count: int) -> tuple[Ints, Ints]:
    """Working days only."""
    begin, end = minutes(["office" if open_ else "-" for open_ in almanac.working])
    return np.tile(begin, (count, 1)), np.tile(end, (count, 1))


def shop(rng: np.random.Generator, almanac: Almanac, count: int) -> tuple[Ints, Ints]:
    """Open all week; everybody has two weekdays of his own off and early and late weeks."""
    first_off = rng.integers(0, 7, count)[:, None]
    off = ((almanac.weekday - first_off) % 7) < 2
    week = (np.arange(almanac.days) + almanac.start.weekday()) // 7
    late = (week + rng.integers(0, 2, count)[:, None]) % 2
    begin, end = minutes(["early", "late"])
    return np.where(off, OFF, begin[late]), np.where(off, OFF, end[late])


def desk(rng: np.random.Generator, almanac: Almanac, count: int) -> tuple[Ints, Ints]:
    """As a shop, early only."""
    begin, end = shop(rng, almanac, count)
    early = SHIFTS["desk"]
    return np.where(begin == OFF, OFF, early[0]), np.where(end == OFF, OFF, early[1])


def rota(rng: np.random.Generator, almanac: Almanac, count: int) -> tuple[Ints, Ints]:
    """The call floor's eight-day turn."""
    return turn(rng, ROTA, almanac.days, count)


def ward(rng: np.random.Generator, almanac: Almanac, count: int) -> tuple[Ints, Ints]:
    """The wards' six-day turn, with a night that ends the next morning."""
    return turn(rng, WARD, almanac.days, count)


def turn(
    rng: np.random.Generator, cycle: tuple[str, ...], days: int, count: int
) -> tuple[Ints, Ints]:
    """Everybody somewhere else in the same cycle."""
    phase = rng.integers(0, len(cycle), count)[:, None]
    begin, end = minutes(list(cycle))
    place = (np.arange(days) + phase) % len(cycle)
    return begin[place], end[place]


PATTERNS = {"office": office, "shop": shop, "desk": desk, "rota": rota, "ward": ward}
