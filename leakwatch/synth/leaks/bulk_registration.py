"""Cards by the dozen on the names of people who sell them, or know nothing of it."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.carrier import NEW_CARD, SUB_CARD
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, sittings, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.looks import USUAL
from leakwatch.synth.place import addresses
from leakwatch.synth.plot import Plot

ALONE = 0.4  # share of new cards with nobody at the counter; who sells his name comes himself


def plant_bulk_registration(plot: Plot) -> None:
    """Several cards for each person, from other towns; some at a place that is not the shop's."""
    some = parts(plot, "carrier", "bulk_registration", plot.several(3), "营业员")
    for rng, house, account, number in some:
        low, high = ((4, 9), (12, 40))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 3, 7), low, high)
        second = sittings(rng, house, account, by_day) + rng.integers(0, 200, sum(by_day.values()))
        deed = np.where(rng.random(len(second)) < 0.7, NEW_CARD, SUB_CARD)
        absent = (deed == SUB_CARD) | (rng.random(len(second)) < ALONE)
        out = pulled(
            rng,
            house,
            account,
            np.sort(second),
            deed=deed,
            among=sellers(rng, house, len(second)),
            covered=0.15,
            proof=np.where(absent, 0, USUAL),
            place=elsewhere(rng, house, account) if number % 3 else USUAL,
        )
        plot.leak("bulk_registration", house, account, out)


def sellers(rng: np.random.Generator, house: House, count: int) -> Ints:
    """People who sell their names: each for two to five cards."""
    known = np.flatnonzero(house.people.customer["carrier"])
    return rng.choice(known, max(2, count // int(rng.integers(2, 6))), replace=False)


def elsewhere(rng: np.random.Generator, house: House, account: int) -> int:
    """A seat of another shop, set for the cards and taken back, against limits on where."""
    shops = house.site_kind == "shop"
    others = np.flatnonzero(shops & (house.staff.site != house.staff.site[account]))
    return house.also_at(str(addresses(house)[0][rng.choice(others)]))
