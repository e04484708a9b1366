"""Choosing who plays which part, nobody two parts."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Bools, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.staff import NEVER


class Cast:
    """Accounts of one organisation that are still free for a part."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.rng = dice(house.seed, house.name, "cast")
        self.free = ~house.staff.batch

    def regulars(self, count: int, *jobs: str, sites: Ints | None = None) -> list[int]:
        """People with a history who stay: neither the busiest nor the newest.

        Of these sites, as long as they have enough of them.
        """
        fit = self.steady(*jobs)
        near = fit & np.isin(self.house.staff.site, sites) if sites is not None else fit
        return self.taken(near if near.sum() >= count else fit, count)

    def steady(self, *jobs: str) -> Bools:
        """Who is free of such people."""
        staff = self.house.staff
        fit: Bools = self.free & self.house.does(*jobs) & (staff.hired < 0) & (staff.left == NEVER)
        fit &= ~staff.heavy & self.present()
        return fit

    def present(self) -> Bools:
        """Not on leave for most of the first third of the time, or of the rest."""
        third = self.house.almanac.days // 3
        on = self.house.roster.on
        there: Bools = (on[:, :third].mean(axis=1) > 0.4) & (on[:, third:].mean(axis=1) > 0.4)
        return there

    def leavers(self, count: int, *jobs: str) -> list[int]:
        """People with a history who leave within the time, of these jobs if there are any."""
        staff = self.house.staff
        fit = self.free & (staff.left != NEVER) & (staff.hired < 0)
        liked = fit & self.house.does(*jobs)
        return self.taken(liked if liked.any() else fit, count)

    def taken(self, fit: Bools, count: int) -> list[int]:
        """Some of the fitting, no longer free."""
        chosen = self.rng.permutation(np.flatnonzero(fit))[:count]
        self.free[chosen] = False
        return [int(one) for one in chosen]

    def big_shops(self, count: int) -> list[Ints]:
        """The sites with most counter clerks still free, one array each."""
        clerks = self.free & self.house.does("营业员") & (self.house.staff.left == NEVER)
        clerks &= ~self.house.staff.heavy & self.present()
        sizes = np.bincount(self.house.staff.site[clerks], minlength=len(self.house.sites))
        return [np.array([site]) for site in np.argsort(-sizes, kind="stable")[:count]]
