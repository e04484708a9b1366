"""Choosing honest colleagues of one site."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.plot import Plot


def team(
    rng: np.random.Generator, plot: Plot, org: str, low: int, high: int, *jobs: str
) -> list[int]:
    """Between low and high of one site who play no part yet; nobody where no site has enough."""
    cast = plot.casts[org]
    fit = cast.steady(*jobs)
    there = np.bincount(cast.house.staff.site[fit], minlength=len(cast.house.sites))
    good = np.flatnonzero(there >= low)
    if not len(good):
        return []
    count = int(rng.integers(low, high + 1))
    here = np.flatnonzero(fit & (cast.house.staff.site == rng.choice(good)))
    chosen = rng.permutation(here)[:count]
    cast.free[chosen] = False
    return [int(one) for one in chosen]
