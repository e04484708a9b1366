"""An account that goes on looking after its person has left."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.targets import strangers
from leakwatch.synth.looks import Looks, looks
from leakwatch.synth.plot import Plot


def plant_departed_access(plot: Plot) -> None:
    """One in each organisation, two in a large carrier."""
    for name, count in (("carrier", plot.several(2)), ("lender", 1), ("hospital", 1)):
        house = plot.houses[name]
        rng = dice(house.seed, name, "departed_access")
        for account in plot.casts[name].leavers(count):
            plot.leak("departed_access", house, account, afterwards(rng, house, account))


def afterwards(rng: np.random.Generator, house: House, account: int) -> Looks:
    """Two to six looks on three to six later days, at hours when the office is open."""
    later = np.arange(int(house.staff.left[account]) + 1, house.almanac.days)
    chosen = np.sort(rng.choice(later, min(len(later), int(rng.integers(3, 7))), replace=False))
    day = np.repeat(chosen, rng.integers(2, 7, len(chosen)))
    second = np.sort(day * DAY + rng.integers(9 * 3600, 21 * 3600, len(day)))
    person = strangers(rng, house, len(day), known=0.95)
    return looks(np.full(len(day), account), second, person, 0, found=person >= 0)
