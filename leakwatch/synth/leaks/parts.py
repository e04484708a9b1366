"""Who plays a leak: account by account, with the leak's own dice and a number for its strength."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import numbered
from leakwatch.synth.plot import Plot


class Part(NamedTuple):
    """One account's part; parts of the same leak share the dice."""

    rng: np.random.Generator
    house: House
    account: int
    number: int


def parts(
    plot: Plot, org: str, kind: str, count: int, *jobs: str, sites: Ints | None = None
) -> Iterator[Part]:
    """So many of an organisation's regulars with these jobs, as far as there are any free."""
    house = plot.houses[org]
    rng = dice(house.seed, org, kind)
    accounts = plot.casts[org].regulars(count, *jobs, sites=sites)
    for number, account in numbered(rng, accounts):
        yield Part(rng, house, account, number)
