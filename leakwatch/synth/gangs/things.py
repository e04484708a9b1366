"""The waybill or policy through which a log names somebody."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints
from leakwatch.synth.filing import SHELVED
from leakwatch.synth.house import House
from leakwatch.synth.looks import USUAL

BACK = 500 * DAY  # policies begin before the time does


def waybills(house: House) -> Bools:
    """Which things are no orders of merchants."""
    merchant = np.array([site.kind == "merchant" for site in house.sites])
    return ~merchant[house.shelf.home]


def recently(house: House, second: int, days: float) -> Bools:
    """To whom a parcel came within so many days before."""
    shelf, got = house.shelf, np.zeros(len(house.people), dtype=bool)
    fit = (shelf.second < second) & (shelf.second > second - int(days * DAY)) & waybills(house)
    got[shelf.person[fit]] = True
    return got


def latest(house: House, person: Ints, second: Ints) -> Ints:
    """Each one's latest thing at that moment, or the first one after; USUAL where logs name
    people themselves.
    """
    if house.name not in SHELVED:
        return np.full(len(person), USUAL)
    shelf, own = house.shelf, np.flatnonzero(waybills(house))
    span = BACK * 2
    rank = shelf.person[own] * span + shelf.second[own] + BACK
    order = np.argsort(rank, kind="stable")
    place = np.searchsorted(rank[order], person * span + second + BACK, side="right") - 1
    place = np.maximum(place, 0)
    other = shelf.person[own[order[place]]] != person
    place = np.minimum(place + other, len(own) - 1)
    found = own[order[place]]
    return np.where(shelf.person[found] == person, found, USUAL)
