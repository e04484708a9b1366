"""Who lies in which ward on which day, each stay an encounter in the case book."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.arrays import DAY, Ints, Strs, rank_within
from leakwatch.synth.cases import OPEN
from leakwatch.synth.house import House

MEAN_DAYS = 6.5
BEDS = 24
WARDS = ("ward", "maternity", "children")


@dataclass(frozen=True)
class Stays:
    """Admissions, and the same by ward and day (`beds` holds numbers of stays)."""

    person: Ints
    number: Strs
    last: Ints
    beds: Ints
    low: Ints
    high: Ints

    def in_ward(self, rng: np.random.Generator, ward: Ints, day: Ints, days: int) -> Ints:
        """One of the stays of that ward and day for each; −1 in an empty ward."""
        cell = ward * days + day
        low, high = self.low[cell], self.high[cell]
        drawn = low + (rng.random(len(ward)) * (high - low)).astype(np.int64)
        return np.where(high > low, self.beds[np.minimum(drawn, len(self.beds) - 1)], -1)


def stays_of(rng: np.random.Generator, house: House) -> Stays:
    """Admissions from three weeks before the time to its end; on the shelf by their numbers."""
    wards = np.flatnonzero([site.kind in WARDS for site in house.sites])
    days = house.almanac.days
    span = np.arange(-21, days)
    counts = rng.poisson(BEDS / MEAN_DAYS, (len(wards), len(span)))
    ward = np.repeat(wards, counts.sum(axis=1))
    first = np.concatenate([np.repeat(span, row) for row in counts])
    length = rng.geometric(1 / MEAN_DAYS, len(ward))
    person = patients(rng, house, ward)
    house.shelf.put("", person, ward, second=first * DAY, until=(first + length) * DAY)
    number = encounters(rng, house, person, first, length)
    return laid_out(person, number, ward, first, first + length, days, len(house.sites))


def patients(rng: np.random.Generator, house: House, ward: Ints) -> Ints:
    """Anybody; women's ages in maternity, though nobody's sex is known; children with children."""
    known, age = house.people.customer["hospital"], house.people.age
    kind = np.array([site.kind for site in house.sites])[ward]
    person = rng.choice(np.flatnonzero(known), len(ward))
    for name, fit in (("maternity", (age > 19) & (age < 41)), ("children", age < 14)):
        mine = kind == name
        person[mine] = rng.choice(np.flatnonzero(known & fit), int(mine.sum()))
    return person


def encounters(
    rng: np.random.Generator, house: House, person: Ints, first: Ints, length: Ints
) -> Strs:
    """Inpatient numbers; who still lies there at the end has no end."""
    doctors = np.flatnonzero(house.does("医生"))
    begin = first * DAY + rng.integers(28_000, 64_000, len(person))
    end = (first + length) * DAY + rng.integers(34_000, 58_000, len(person))
    end = np.where(first + length >= house.almanac.days, OPEN, end)
    return house.cases.open(
        "ZY",
        "住院",
        person=person,
        account=rng.choice(doctors, len(person)),
        begin=begin,
        end=end,
        key=house.people.record[person],
    )


def laid_out(
    person: Ints, number: Strs, ward: Ints, first: Ints, last: Ints, days: int, sites: int
) -> Stays:
    """Sorts the days of all stays by ward and day, so that a draw is one index."""
    length = last - first + 1
    stay = np.repeat(np.arange(len(person)), length)
    day = first[stay] + rank_within(length)
    inside = (day >= 0) & (day < days)
    stay, day = stay[inside], day[inside]
    cell = ward[stay] * days + day
    order = np.argsort(cell, kind="stable")
    edges = np.searchsorted(cell[order], np.arange(sites * days + 1))
    return Stays(person, number, last, stay[order], edges[:-1], edges[1:])
