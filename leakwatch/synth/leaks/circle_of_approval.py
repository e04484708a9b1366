"""A small circle whose members open the vault for each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.carrier import CALLS
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.plot import Plot


def plant_circle_of_approval(plot: Plot) -> None:
    """Three who open the vault for each other and for nobody else."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "circle_of_approval")
    for site in plot.casts["carrier"].big_shops(plot.several(1)):
        circle = plot.casts["carrier"].regulars(3, "营业员", sites=site)
        for account in circle if len(circle) > 1 else []:
            days = working_days(house, account)
            by_day = plan(rng, some_days(rng, days, len(days) // 3, len(days)), 2, 7)
            second = instead(rng, house, account, by_day)
            out = pulled(rng, house, account, second, deed=CALLS, covered=0.3)
            fellows = np.array([one for one in circle if one != account])
            chiefs = at_work(house, fellows, second // DAY)
            plot.leak("circle_of_approval", house, account, replace(out, approver=chiefs))


def at_work(house: House, fellows: Ints, day: Ints) -> Ints:
    """The fellow who works that day; where several or none do, they take turns."""
    turn = (np.arange(len(fellows)) + day[:, None]) % len(fellows)
    there = house.roster.on[fellows[turn], day[:, None]]
    return fellows[turn[np.arange(len(day)), there.argmax(axis=1)]]
