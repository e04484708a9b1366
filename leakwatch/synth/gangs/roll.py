"""The lists that come to a ring: who is on them, when each comes, who opens whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints
from leakwatch.synth.gangs.plan import Gang
from leakwatch.synth.gangs.things import recently
from leakwatch.synth.hospital import visited
from leakwatch.synth.house import House

FRESH = 8.0  # days a waybill is old at most when its number is sold
FEWEST = 8  # people whom each opens at least


@dataclass(frozen=True)
class Roll:
    """People in the order of the lists; `wave`: which list, `sent`: the second it came;
    `opened`: people × those who open, 1 where somebody does.
    """

    person: Ints
    wave: Ints
    sent: Ints
    opened: Ints


def roll_of(
    rng: np.random.Generator, gang: Gang, houses: list[House], openers: int, days: int
) -> Roll:
    """Little-known people whom every organisation of the ring has."""
    count = int(rng.integers(gang.people[0], gang.people[1] + 1))
    lists = int(rng.integers(2, 7))
    wave = np.sort(np.arange(count) % lists)
    came = moments(rng, gang, lists, days)
    person = np.concatenate([np.zeros(0, dtype=np.int64)])
    for number, second in enumerate(came.tolist()):
        fit = wanted(houses, second)
        fit[person] = False
        some = rng.choice(np.flatnonzero(fit), int((wave == number).sum()), replace=False)
        person = np.concatenate([person, some])
    for house in houses:
        if house.name == "hospital":
            visited(rng, house, person)
    return Roll(person, wave, came[wave], shares(rng, gang.order, openers, count))


def moments(rng: np.random.Generator, gang: Gang, lists: int, days: int) -> Ints:
    """When each list comes, within the last two thirds of the time, four days before its end."""
    first, last = days // 3, days - 4
    span = min(int(rng.integers(gang.days[0], gang.days[1] + 1)), last - first)
    begin = rng.uniform(first, max(first + 0.01, last - span))
    return np.sort(rng.uniform(begin, begin + span, lists) * DAY).astype(np.int64)


def wanted(houses: list[House], second: int) -> Bools:
    """Whom all have; with a parcel of the last days where a courier is among them."""
    people = houses[0].people
    fit: Bools = people.fame < 1.5
    for house in houses:
        fit = fit & people.customer[house.name]
        if house.name == "courier":
            fit = fit & recently(house, second, FRESH)
    return fit


def shares(rng: np.random.Generator, order: str, openers: int, count: int) -> Ints:
    """Split: to two neighbours, part by part. Else two to four each, some asked more often."""
    opened = np.zeros((count, openers), dtype=np.int64)
    if order == "split":
        part = np.arange(count) * openers // count
        for turn in (0, 1):
            opened[np.arange(count), (part + turn) % openers] = 1
        return opened
    weight = np.clip(rng.gamma(4.0, 0.25, openers), 0.5, 2.0)
    for row in opened:
        some = int(rng.integers(2, min(5, openers + 1)))
        row[rng.choice(openers, some, replace=False, p=weight / weight.sum())] = 1
    for column in opened.T:
        free = rng.permutation(np.flatnonzero(column == 0))
        column[free[: max(0, FEWEST - int(column.sum()))]] = 1
    return opened
