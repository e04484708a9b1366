"""Some look-ups a day for a friend outside, without a ticket, in place of honest work."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.looks import Looks, followed
from leakwatch.synth.plot import Plot

JOBS = {
    "carrier": ("营业员", "客服"),
    "lender": ("客户经理", "审批员"),
    "hospital": ("护士", "医生"),
}


def plant_no_case(plot: Plot) -> None:
    """In the three old houses, between the faintest and the plainest."""
    for org, jobs in JOBS.items():
        count = max(2, plot.several(3)) if org == "carrier" else 1
        for rng, house, account, number in parts(plot, org, "no_case", count, *jobs):
            low, high = ((5, 9), (8, 14), (12, 20))[number % 3]
            by_day = plan(rng, working_days(house, account), low, high)
            plot.leak("no_case", house, account, drip(rng, house, account, by_day, 0.0))


def drip(
    rng: np.random.Generator, house: House, account: int, by_day: dict[int, int], covered: float
) -> Looks:
    """Single looks anywhere in the shift, in place of own work; a few find nobody."""
    second = instead(rng, house, account, by_day)
    first = pulled(rng, house, account, second, known=0.92, covered=covered)
    return first if house.name == "lender" else followed(rng, first, 0.2, np.array([0, 1]))
