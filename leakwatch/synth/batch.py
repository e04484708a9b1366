"""Registered batch accounts: machine rhythm, small hours, ascending keys, no case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.looks import USUAL, looks


@dataclass(frozen=True)
class Run:
    """One nightly run of one account: `looks` of them, `gap` seconds apart, from `begin`."""

    account: str
    begin: int
    gap: int
    looks: int
    deed: int


RUNS: dict[str, tuple[Run, ...]] = {
    "carrier": (Run("BATCH01", 3 * 3600, 4, 380, 1), Run("BATCH02", 22 * 3600, 60, 30, 11)),
    "lender": (Run("BATCH01", 4 * 3600, 3, 260, 0),),
    "hospital": (Run("BATCH01", 9000, 5, 180, 2),),
    "courier": (Run("BATCH01", 2 * 3600, 3, 220, 0),),
    "insurer": (Run("BATCH01", 5 * 3600, 4, 160, 0),),
}


SHELVED = ("courier", "insurer")  # whose keys are those of things, not of people


def batch_life(house: House, size: float) -> None:
    """Adds every run of every night."""
    rng = dice(house.seed, house.name, "batch")
    for run in RUNS[house.name]:
        count = max(20, round(run.looks * size))
        account = np.full(count, int(np.flatnonzero(house.staff.account == run.account)[0]))
        for day in range(house.almanac.days):
            second = day * DAY + run.begin + np.arange(count) * run.gap
            person, item = sorted_keys(rng, house, count, day)
            house.looks.append(looks(account, second, person, run.deed, item=item))


def sorted_keys(rng: np.random.Generator, house: House, count: int, day: int) -> tuple[Ints, Ints]:
    """Different customers in the order of their keys, or things of the last days in theirs."""
    if house.name in SHELVED:
        item = np.unique(house.shelf.around(rng, np.full(count * 2, day * DAY), 400.0))
        item = np.resize(item, count)
        item = item[np.argsort(house.shelf.number[item].astype(str))]
        return house.shelf.person[item], item
    person = rng.choice(np.flatnonzero(house.people.customer[house.name]), count, replace=False)
    person = person[np.argsort(house.people.phone[person].astype(str))]
    return person, np.full(count, USUAL)
