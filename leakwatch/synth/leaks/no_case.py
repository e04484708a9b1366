"""Some look-ups a day for a friend outside, without a ticket, in place of honest work."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import in_shift, numbered, plan, working_days
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.looks import Looks, followed
from leakwatch.synth.plot import Plot

JOBS = {
    "carrier": ("营业员", "客服"),
    "lender": ("客户经理", "审批员"),
    "hospital": ("护士", "医生"),
}


def plant_no_case(plot: Plot) -> None:
    """In the three old houses, between the faintest and the plainest."""
    for name, jobs in JOBS.items():
        house = plot.houses[name]
        rng = dice(house.seed, name, "no_case")
        count = max(2, plot.several(3)) if name == "carrier" else 1
        for number, account in numbered(rng, plot.casts[name].regulars(count, *jobs)):
            low, high = ((5, 9), (8, 14), (12, 20))[number % 3]
            by_day = plan(rng, working_days(house, account), low, high)
            stand_aside(rng, house, account, by_day)
            plot.leak("no_case", house, account, drip(rng, house, account, by_day, 0.0))


def drip(
    rng: np.random.Generator, house: House, account: int, by_day: dict[int, int], covered: float
) -> Looks:
    """Single looks anywhere in the shift; a few find nobody."""
    second = in_shift(rng, house, account, by_day)
    first = pulled(rng, house, account, second, known=0.92, covered=covered)
    return first if house.name == "lender" else followed(rng, first, 0.2, np.array([0, 1]))
