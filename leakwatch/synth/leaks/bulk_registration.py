"""Cards by the dozen on the names of people who sell them, or know nothing of it."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.carrier import NEW_CARD, SUB_CARD
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import numbered, plan, sittings, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot


def plant_bulk_registration(plot: Plot) -> None:
    """Cards in numbers: several for each person, from other towns, nobody at the counter."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "bulk_registration")
    for number, account in numbered(rng, plot.casts["carrier"].regulars(plot.several(3), "营业员")):
        low, high = ((4, 9), (12, 40))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 3, 7), low, high)
        second = sittings(rng, house, account, by_day) + rng.integers(0, 200, sum(by_day.values()))
        few = sellers(rng, house, len(second))
        deed = np.where(rng.random(len(second)) < 0.7, NEW_CARD, SUB_CARD)
        out = pulled(
            rng, house, account, np.sort(second), deed=deed, among=few, covered=0.15, proof=0
        )
        plot.leak("bulk_registration", house, account, out)


def sellers(rng: np.random.Generator, house: House, count: int) -> Ints:
    """People who sell their names: each for two to five cards."""
    known = np.flatnonzero(house.people.customer["carrier"])
    return rng.choice(known, max(2, count // int(rng.integers(2, 6))), replace=False)
