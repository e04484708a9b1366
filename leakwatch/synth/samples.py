"""Leaked samples as the police would bring them: whose people are in each, and by which share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, NOBODY, USUAL
from leakwatch.synth.planted import PlantedRing
from leakwatch.synth.plot import Plot

FEWEST = 12  # people a source must have opened
SLOW = 12  # people a day at most
MANY = 300  # people in a sample at most
MIXED = ((1.0,), (0.6, 0.4), (0.5, 0.3, 0.2))


@dataclass(frozen=True)
class Taken:
    """What one leaking account got: people, the things that name them, by how many days."""

    account: str
    house: House
    person: Ints
    item: Ints
    days: int
    ring: str | None


@dataclass(frozen=True)
class Found:
    """A sample before it is written: people in any order, the house and thing each came from
    (USUAL for none), and who leaked which share of all of them.
    """

    name: str
    person: Ints
    item: Ints
    house: list[House]
    sources: dict[str, float]


def samples(plot: Plot) -> Iterator[Found]:
    """Of a slow source, a bulk one, several, a ring's list, and of nobody."""
    taken = all_taken(plot)
    for name, one in (("slow", slow), ("bulk", bulk), ("several", several)):
        rng = dice(plot.houses["carrier"].seed, "sample", name)
        few = one(rng, taken)
        if few:
            yield drawn(rng, name, few, taken)
    for ring in plot.rings[-1:]:
        rng = dice(plot.houses["carrier"].seed, "sample", ring.name)
        yield of_ring(rng, ring, taken)
    yield bought(plot)


def all_taken(plot: Plot) -> list[Taken]:
    """By account, in the order in which leaks were planted."""
    out = []
    for house in plot.houses.values():
        for part in house.looks:
            if not len(part) or part.leak[0] == HONEST:
                continue
            inside = (part.second >= 0) & (part.second < house.almanac.days * DAY)
            known = part.take(inside & (part.person != NOBODY) & part.found)
            person, first = np.unique(known.person, return_index=True)
            _, _, account, ring = plot.entries[int(part.leak[0])]
            name = f"{house.name}/{house.staff.account[account]}"
            days = len(np.unique(known.second // DAY))
            one = Taken(name, house, person, known.item[first], days, ring)
            out.append((int(part.leak[0]), one))
    return [one for _, one in sorted(out, key=lambda pair: pair[0])]


def slow(rng: np.random.Generator, taken: list[Taken]) -> list[Taken]:
    """One who takes a few a day for a long time, and belongs to no ring."""
    fit = [
        one
        for one in taken
        if not one.ring and len(one.person) >= FEWEST and len(one.person) <= SLOW * one.days
    ]
    longest = sorted(fit, key=lambda one: -one.days)[:4]
    return [longest[int(rng.integers(len(longest)))]] if longest else []


def bulk(rng: np.random.Generator, taken: list[Taken]) -> list[Taken]:
    """One of those who took most."""
    most = sorted(taken, key=lambda one: -len(one.person))[:3]
    fit = [one for one in most if len(one.person) >= FEWEST]
    return [fit[int(rng.integers(len(fit)))]] if fit else []


def several(rng: np.random.Generator, taken: list[Taken]) -> list[Taken]:
    """Two or three who have nothing to do with each other but their customer."""
    fit = [one for one in taken if not one.ring and len(one.person) >= 2 * FEWEST]
    count = min(len(fit), int(rng.integers(2, 4)))
    return [fit[one] for one in rng.permutation(len(fit))[:count]] if count > 1 else []


def drawn(rng: np.random.Generator, name: str, few: list[Taken], taken: list[Taken]) -> Found:
    """A part of what they took, the first one's the most."""
    parts = list(zip(few, MIXED[len(few) - 1], strict=True))
    least = min(len(one.person) / share for one, share in parts)
    total = min(MANY, max(FEWEST, int(least * rng.uniform(0.4, 0.8))))
    picked: list[tuple[int, int, House]] = []
    seen = set[int]()
    for one, share in parts:
        for place in rng.permutation(len(one.person))[: round(total * share)].tolist():
            if int(one.person[place]) not in seen:
                seen.add(int(one.person[place]))
                picked.append((int(one.person[place]), int(one.item[place]), one.house))
    return mixed(rng, name, picked, {one.account for one in few}, taken)


def of_ring(rng: np.random.Generator, ring: PlantedRing, taken: list[Taken]) -> Found:
    """Most of what two or more of a ring opened; each of them leaked his part."""
    mine = [one for one in taken if one.ring == ring.name]
    everybody, times = np.unique(np.concatenate([one.person for one in mine]), return_counts=True)
    some = everybody[(times > 1) & (rng.random(len(everybody)) < 0.8)]
    picked = []
    for person in rng.permutation(some).tolist():
        one = next(one for one in mine if person in one.person)
        picked.append((person, int(one.item[np.searchsorted(one.person, person)]), one.house))
    return mixed(rng, "ring", picked, {one.account for one in mine}, taken)


def mixed(
    rng: np.random.Generator,
    name: str,
    picked: list[tuple[int, int, House]],
    accounts: set[str],
    taken: list[Taken],
) -> Found:
    """With some bought elsewhere among them; who took nothing of it is no source."""
    house = picked[0][2]
    other = round(len(picked) * rng.uniform(0.03, 0.15))
    everybody = rng.permutation(len(house.people))[:other]
    picked = [*picked, *((int(one), USUAL, house) for one in everybody)]
    picked = [picked[place] for place in rng.permutation(len(picked)).tolist()]
    person = np.array([one for one, _, _ in picked])
    shares = {
        one.account: float(np.isin(person, one.person).mean())
        for one in taken
        if one.account in accounts
    }
    told = {account: round(share, 4) for account, share in shares.items() if share}
    item = np.array([one for _, one, _ in picked])
    return Found(name, person, item, [one for _, _, one in picked], told)


def bought(plot: Plot) -> Found:
    """People of the same towns whom nobody here leaked."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "sample", "nobody")
    free: Bools = np.ones(len(house.people), dtype=bool)
    for one in all_taken(plot):
        free[one.person] = False
    person = rng.choice(np.flatnonzero(free), int(rng.integers(60, 150)), replace=False)
    return Found("nobody", person, np.full(len(person), USUAL), [house] * len(person), {})
