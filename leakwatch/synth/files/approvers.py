"""Who approves: the longest-serving of a site who work that day, never somebody himself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import Bools, Ints
from leakwatch.synth.house import House

SENIORS = 3  # may approve at a site


@dataclass(frozen=True)
class Approvers:
    """By account those who may approve for it, the first choice first; who works when."""

    choice: Ints
    working: Bools

    @classmethod
    def of(cls, house: House) -> Approvers:
        """Three of the site, and whoever has been in the house longest."""
        staff = house.staff
        order = by_service(house)
        seniors = np.full((len(house.sites), SENIORS + 1), int(order[0]))
        for site in range(len(house.sites)):
            mine = order[staff.site[order] == site][:SENIORS]
            seniors[site, : len(mine)] = mine
        return cls(seniors[staff.site], house.roster.on)

    def on(self, account: Ints, day: int) -> Ints:
        """For each account the first of its approvers at work, another one if none is."""
        choice = self.choice[account]
        other = choice != account[:, None]
        best = (other & self.working[choice, day]) * 2 + other
        return choice[np.arange(len(account)), best.argmax(axis=1)]


def by_service(house: House) -> Ints:
    """Accounts of people, the longest-serving first."""
    order = np.argsort(house.staff.hired, kind="stable")
    return order[~house.staff.batch[order]]
