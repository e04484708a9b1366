"""Somebody known, at whose record people of all desks peep."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.targets import READ
from leakwatch.synth.looks import looks
from leakwatch.synth.plot import Plot
from leakwatch.synth.shifts import snapped


def plant_hot_subject(plot: Plot) -> None:
    """Somebody known lies in hospital or is hunted online, and people of all desks peep once."""
    for name, jobs in (("hospital", ("医生", "护士")), ("carrier", ("客服", "营业员"))):
        house = plot.houses[name]
        rng = dice(house.seed, name, "hot_subject")
        known = np.flatnonzero(house.people.customer[name] & (house.people.fame < 0.5))
        person = int(rng.choice(known))
        day = int(rng.integers(house.almanac.days // 3, house.almanac.days - 3))
        for account in plot.casts[name].regulars(max(4, plot.several(9)), *jobs):
            wish = day * DAY + rng.integers(30_000, 2 * DAY, int(rng.integers(1, 3)))
            second = np.sort(snapped(rng, house.roster, account, np.sort(wish)))
            who = np.full(len(second), person)
            out = looks(np.full(len(second), account), second, who, READ[name])
            plot.leak("hot_subject", house, account, out)
