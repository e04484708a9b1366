"""An account that goes on looking after its person has left."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, some_days, spread
from leakwatch.synth.leaks.pulls import next_seat, pulled
from leakwatch.synth.looks import USUAL, Looks
from leakwatch.synth.plot import Plot


def plant_departed_access(plot: Plot) -> None:
    """One in each organisation, two in a large carrier."""
    for name, house in plot.houses.items():
        rng = dice(house.seed, name, "departed_access")
        count = plot.several(2) if name == "carrier" else 1
        for account in plot.casts[name].leavers(count):
            plot.leak("departed_access", house, account, afterwards(rng, house, account))


def afterwards(rng: np.random.Generator, house: House, account: int) -> Looks:
    """Two to six looks on three to six later days, while the office is open; often from the seat
    of somebody who is still there and knows the password.
    """
    later = np.arange(int(house.staff.left[account]) + 1, house.almanac.days)
    day = spread(plan(rng, some_days(rng, later, 3, 6), 2, 6))
    second = np.sort(day * DAY + rng.integers(9 * 3600, 21 * 3600, len(day)))
    place = next_seat(house, account) if rng.random() < 0.6 else USUAL
    return pulled(rng, house, account, second, place=place)
