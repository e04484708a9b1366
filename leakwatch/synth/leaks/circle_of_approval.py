"""A small circle whose members open the vault for each other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.carrier import CALLS
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_circle_of_approval(plot: Plot) -> None:
    """Three who open the vault for each other and for nobody else."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "circle_of_approval")
    for site in plot.casts["carrier"].big_shops(plot.several(1)):
        circle = plot.casts["carrier"].regulars(3, "营业员", sites=site)
        for number, account in enumerate(circle if len(circle) > 1 else []):
            days = working_days(house, account)
            by_day = plan(rng, some_days(rng, days, len(days) // 3, len(days)), 2, 7)
            stand_aside(rng, house, account, by_day)
            second = in_shift(rng, house, account, by_day)
            out = pulled(rng, house, account, second, deed=CALLS, covered=0.3)
            others = np.array([one for one in circle if one != account])
            chiefs = others[(second // DAY + number) % len(others)]
            plot.leak("circle_of_approval", house, account, replace(out, approver=chiefs))
