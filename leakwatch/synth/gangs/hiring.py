"""Who joins a further ring: free accounts, never many of one site, never many of the world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import Bools, Ints
from leakwatch.synth.cast import Cast
from leakwatch.synth.files.approvers import Approvers
from leakwatch.synth.gangs.plan import Seating, Seats
from leakwatch.synth.house import House
from leakwatch.synth.plot import Plot

OF_A_SITE = 0.2  # of its accounts may leak
MORE = 0.5  # so many accounts more than those that leak already


@dataclass(frozen=True)
class Member:
    """An account inside, and what it does there."""

    house: House
    account: int
    role: str

    @property
    def name(self) -> str:
        """As org/account."""
        return f"{self.house.name}/{self.house.staff.account[self.account]}"


class Hiring:
    """Casts that are still free, room by site, and how many may join in all."""

    def __init__(self, plot: Plot) -> None:
        self.casts = plot.casts
        leaking = {(house.name, account) for _, house, account, _ in plot.entries}
        self.left = int(len(leaking) * MORE)
        self.room = {
            name: room(house, [one for org, one in leaking if org == name])
            for name, house in plot.houses.items()
        }

    def seated(self, rng: np.random.Generator, seatings: tuple[Seating, ...]) -> list[Member]:
        """Everybody of the first seating there is room for; nobody if there is for none."""
        for seating in seatings:
            if sum(seats.count for seats in seating) > self.left:
                continue
            kept = {name: one.copy() for name, one in self.room.items()}
            members = self.tried(rng, seating)
            if len(members) == sum(seats.count for seats in seating):
                self.left -= len(members)
                return members
            self.room = kept
            for one in members:
                self.casts[one.house.name].free[one.account] = True
        return []

    def tried(self, rng: np.random.Generator, seating: Seating) -> list[Member]:
        """As many as there are."""
        return [
            Member(self.casts[seats.org].house, account, seats.role)
            for seats in seating
            for account in self.hired(rng, seats)
        ]

    def hired(self, rng: np.random.Generator, seats: Seats) -> list[int]:
        """One after the other, where the site still has room."""
        cast, room = self.casts[seats.org], self.room[seats.org]
        fit = cast.steady(*seats.jobs)
        if seats.role == "approver":
            fit &= ~approves(cast.house)
        if seats.together:
            fit &= cast.house.staff.site == one_site(rng, cast, fit, room, seats.count)
        out = list[int]()
        for account in rng.permutation(np.flatnonzero(fit)).tolist():
            if len(out) < seats.count and room[cast.house.staff.site[account]] > 0:
                room[cast.house.staff.site[account]] -= 1
                cast.free[account] = False
                out.append(int(account))
        return out


def one_site(rng: np.random.Generator, cast: Cast, fit: Bools, room: Ints, count: int) -> int:
    """A site with so many who fit and with room for them; −1 if there is none."""
    there = np.bincount(cast.house.staff.site[fit], minlength=len(room))
    good = np.flatnonzero((there >= count) & (room >= count))
    return int(rng.choice(good)) if len(good) else -1


def room(house: House, leaking: list[int]) -> Ints:
    """How many more of each site may leak."""
    staff, count = house.staff, len(house.sites)
    people = np.bincount(staff.site[~staff.batch], minlength=count)
    taken = np.bincount(staff.site[np.array(leaking, dtype=np.int64)], minlength=count)
    return np.round(people * OF_A_SITE).astype(np.int64) - taken


def approves(house: House) -> Bools:
    """Who is asked to approve in the ordinary way."""
    some = np.zeros(len(house.staff), dtype=bool)
    some[np.unique(Approvers.of(house).choice)] = True
    return some
