"""What happens to everybody at once: a fault, an outage, a campaign, a famous customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import Bools, Floats, Ints
from leakwatch.synth.dice import dice


@dataclass(frozen=True)
class Agenda:
    """Day numbers of the shocks."""

    fault: int
    outage: int
    news: int
    campaign: Bools

    @classmethod
    def drawn(cls, seed: int, almanac: Almanac) -> Agenda:
        """The fault and the outage on working days, the campaign over eight days in the middle."""
        rng = dice(seed, "agenda")
        workdays = np.flatnonzero(almanac.working)
        fault, outage, news = rng.choice(workdays[len(workdays) // 5 :], 3, replace=False)
        first = int(rng.integers(almanac.days // 3, almanac.days // 2))
        day = np.arange(almanac.days)
        return cls(int(fault), int(outage), int(news), (day >= first) & (day < first + 8))


def pressure(rng: np.random.Generator, site: Ints, days: int) -> Floats:
    """A factor for each account and day: good and bad days of the whole house and of each site."""
    house = rng.lognormal(0, 0.10, days)
    local = rng.lognormal(0, 0.15, (int(site.max()) + 1, days))
    factor: Floats = house * local[site]
    return factor
