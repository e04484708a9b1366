"""Cases put beside looks: opened in the house's book under the key its own log shows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints, Strs
from leakwatch.synth.house import House
from leakwatch.synth.looks import Looks
from leakwatch.synth.tickets import ticketed

SHELVED = ("courier", "insurer")  # whose logs name things, not people


def filed(
    rng: np.random.Generator,
    house: House,
    out: Looks,
    some: Bools,
    prefix: str,
    kind: str,
    *,
    hours: float = 6.0,
) -> Looks:
    """The same with new cases beside some of the looks, each over after some hours."""
    part, case = out.take(some), out.case.copy()
    case[some] = ticketed(
        rng,
        house.cases,
        prefix,
        kind,
        person=part.person,
        account=part.account,
        second=part.second,
        key=keys(house, part.person, part.item),
        hours=hours,
    )
    return replace(out, case=case)


def keys(house: House, person: Ints, item: Ints) -> Strs | None:
    """A waybill's, order's or policy's number, a patient's; none where people have no other key."""
    if house.name in SHELVED:
        return house.shelf.number[item]
    return house.people.record[person] if house.name == "hospital" else None


def outage(house: House, account: Ints, second: Ints) -> Bools:
    """Half of the sites are without a ticket system for a day."""
    half: Bools = (house.staff.site[account] % 2 == 0) & (second // DAY == house.agenda.outage)
    return half
