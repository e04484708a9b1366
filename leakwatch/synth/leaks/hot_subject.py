"""Somebody known, at whose record people of all desks peep."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.targets import READ, cover
from leakwatch.synth.looks import USUAL, looks
from leakwatch.synth.plot import Plot
from leakwatch.synth.shifts import snapped

PEEPERS = {"hospital": ("医生", "护士"), "carrier": ("客服", "营业员")}


def plant_hot_subject(plot: Plot) -> None:
    """Somebody known lies in hospital or is hunted online, and people of all desks peep once.

    In the hospital the ward's own team opens the record as well, and has an encounter for it.
    """
    for org, jobs in PEEPERS.items():
        house = plot.houses[org]
        rng = dice(house.seed, org, "hot_subject")
        day = int(rng.integers(house.almanac.days // 3, house.almanac.days - 3))
        person, item = hunted(rng, house, day)
        house.vips.add(person)
        for account in plot.casts[org].regulars(max(6, plot.several(12)), *jobs):
            wish = day * DAY + rng.integers(30_000, 2 * DAY, int(rng.integers(1, 3)))
            second = np.sort(snapped(rng, house.roster, account, np.sort(wish)))
            who, whom = np.full(len(second), account), np.full(len(second), person)
            case, call = cover(rng, house, account, second, 0.1)
            out = looks(who, second, whom, READ[org], case=case, call=call, item=item)
            plot.leak("hot_subject", house, account, out)


def hunted(rng: np.random.Generator, house: House, day: int) -> tuple[int, int]:
    """Somebody little known until then: a patient of that day with his stay, or a customer."""
    little = house.people.fame < 0.5
    if house.name == "hospital":
        shelf = house.shelf
        here = (shelf.second // DAY <= day) & (shelf.until // DAY > day)
        item = int(rng.choice(np.flatnonzero(here & little[shelf.person])))
        return int(shelf.person[item]), item
    return int(rng.choice(np.flatnonzero(house.people.customer[house.name] & little))), USUAL
