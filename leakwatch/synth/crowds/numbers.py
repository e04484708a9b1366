"""Phone numbers that somebody gave up and somebody else has now."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.looks import HONEST, NOBODY
from leakwatch.synth.plot import Plot

SHARE = 0.01  # of people


def recycled_numbers(plot: Plot) -> None:
    """Whoever was asked about in the second half only has the number of one of the first half.

    Nobody who works in a house, shares a phone, or is in a leak.
    """
    house = plot.houses["carrier"]
    people, rng = house.people, dice(house.seed, "recycled numbers")
    first, last = seen(plot)
    middle = house.almanac.days * DAY // 2
    free = untouched(plot)
    former = np.flatnonzero(free & (last < middle) & (last >= 0))
    now = np.flatnonzero(free & (first >= middle) & (last >= 0))
    count = min(len(former), len(now), round(len(people) * SHARE))
    people.phone[rng.permutation(now)[:count]] = people.phone[rng.permutation(former)[:count]]


def seen(plot: Plot) -> tuple[Ints, Ints]:
    """The first and last second each was opened in any house; −1 for never."""
    count = len(plot.houses["carrier"].people)
    first, last = np.full(count, 10**12), np.full(count, -1)
    for house in plot.houses.values():
        for part in house.looks:
            known = part.person != NOBODY
            np.minimum.at(first, part.person[known], part.second[known])
            np.maximum.at(last, part.person[known], part.second[known])
    return first, last


def untouched(plot: Plot) -> Bools:
    """People of their own household, not of any staff, in no leak and on no list."""
    people = plot.houses["carrier"].people
    alone: Bools = np.bincount(people.head, minlength=len(people))[people.head] == 1
    for house in plot.houses.values():
        alone[house.staff.person] = False
        for part in house.looks:
            if len(part) and part.leak[0] != HONEST:
                alone[part.person[part.person != NOBODY]] = False
    return alone
