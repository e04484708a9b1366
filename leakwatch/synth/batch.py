"""Registered batch accounts: machine rhythm, small hours, ascending keys, no case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.looks import looks


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
}


def batch_life(house: House, size: float) -> None:
    """Adds every run of every night."""
    rng = dice(house.seed, house.name, "batch")
    customers = np.flatnonzero(house.people.customer[house.name])
    for run in RUNS[house.name]:
        count = max(20, round(run.looks * size))
        account = int(np.flatnonzero(house.staff.account == run.account)[0])
        for day in range(house.almanac.days):
            person = rng.choice(customers, count, replace=False)
            person = person[np.argsort(house.people.phone[person].astype(str))]
            second = day * DAY + run.begin + np.arange(count) * run.gap
            house.looks.append(looks(np.full(count, account), second, person, run.deed))
