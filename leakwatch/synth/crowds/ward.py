"""A ward whose people log in wherever a computer is free."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.looks import USUAL
from leakwatch.synth.plot import Plot

COMPUTERS = 3


def shared_computers(plot: Plot, house: House) -> None:
    """All of the second ward, whoever they are, at one of three computers by the half hour."""
    rng = dice(house.seed, house.name, "computers")
    here = (house.staff.site == 1) & ~house.staff.batch
    places = np.array([house.also_at(f"10.41.201.{10 + one}") for one in range(COMPUTERS)])
    turn = rng.integers(0, COMPUTERS, (len(house.staff), (house.almanac.days + 2) * 48))
    for number, part in enumerate(house.looks):
        mine = np.flatnonzero(here[part.account] & (part.place == USUAL))
        if len(mine):
            slot = np.clip(part.second[mine] * 48 // DAY, 0, turn.shape[1] - 1)
            place = places[turn[part.account[mine], slot]]
            house.looks[number] = part.placed(mine, place)
    for account in np.flatnonzero(here).tolist():
        plot.decoy(house, account, "ward team at shared computers")
