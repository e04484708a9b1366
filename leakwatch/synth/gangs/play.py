"""Plants the further rings, after everything else and with their own dice."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.gangs.contacts import OUTSIDE, Contacts
from leakwatch.synth.gangs.hiring import Hiring, Member
from leakwatch.synth.gangs.plan import GANGS, Gang
from leakwatch.synth.gangs.roll import Roll, roll_of
from leakwatch.synth.gangs.work import worked
from leakwatch.synth.looks import Looks
from leakwatch.synth.planted import PlantedRing
from leakwatch.synth.plot import Plot


def plant_further_rings(plot: Plot) -> None:
    """As many as there is room for; none where no ring was asked for."""
    hiring = Hiring(plot)
    for gang in GANGS if plot.rings else ():
        rng = dice(plot.houses["carrier"].seed, "gang", gang.name)
        if plot.size >= gang.least and (members := hiring.seated(rng, gang.seatings)):
            played(rng, plot, gang, members)


def played(rng: np.random.Generator, plot: Plot, gang: Gang, members: list[Member]) -> None:
    """The lists come, everybody works his part, and somebody outside pays."""
    openers = [one for one in members if one.role in ("source", "lender")]
    houses = list({one.house.name: one.house for one in openers}.values())
    roll = roll_of(rng, gang, houses, len(openers), houses[0].almanac.days)
    done = [looked(rng, gang, members, one, roll, part) for one, part in
            parts(rng, members, openers, roll)]  # fmt: skip
    for member, out in done:
        plot.leak("ring", member.house, member.account, out, gang.name)
    contacts = Contacts(rng, plot, roll, members)
    OUTSIDE[gang.outside](contacts)
    roles = {one.name: one.role for one in members}
    roles |= {value: role for (_, value), role in contacts.roles.items()}
    plot.rings.append(
        PlantedRing(
            gang.name, [one.name for one in members], list(contacts.roles), shared(done), roles
        )
    )


def parts(
    rng: np.random.Generator, members: list[Member], openers: list[Member], roll: Roll
) -> list[tuple[Member, Ints]]:
    """Who opens whom; a relay looks at a few only, an approver at nobody."""
    out = [(one, np.flatnonzero(roll.opened[:, place])) for place, one in enumerate(openers)]
    for one in members:
        if one.role == "relay":
            some = rng.choice(len(roll.person), int(rng.integers(2, 5)), replace=False)
            out.append((one, np.sort(some)))
    return out


def looked(
    rng: np.random.Generator, gang: Gang, members: list[Member], one: Member, roll: Roll, mine: Ints
) -> tuple[Member, Looks]:
    """A member's looks; a lent account is used by the first source of its house."""
    near = [other for other in members if other.house is one.house]
    host = next((other for other in near if other.role == "source"), None)
    approver = next((other for other in near if other.role == "approver"), None)
    return one, worked(
        rng,
        one,
        roll,
        mine,
        order=gang.order,
        covered=float(rng.uniform(*gang.cover)),
        host=host if one.role == "lender" else None,
        approver=approver,
    )


def shared(done: list[tuple[Member, Looks]]) -> int:
    """People whom two or more opened within the days."""
    opened = []
    for member, out in done:
        inside = (out.second >= 0) & (out.second < member.house.almanac.days * DAY)
        opened.append(np.unique(out.person[inside & (out.person >= 0)]))
    _, times = np.unique(np.concatenate(opened), return_counts=True)
    return int((times > 1).sum())
