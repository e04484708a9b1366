"""Customers in the carrier's web shop: the log shows one account and the customers' own places."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Ints, rank_within
from leakwatch.synth.carrier import BILL, CALLS, LOGIN, RESET
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, NOBODY, Looks, looks

ACCOUNT = "WEB01"
VISITS = 120  # a day at size 1


def home_of(house: House, person: int) -> int:
    """The place a customer uses the web from."""
    block, rest = divmod(person, 61)
    return house.also_at(f"100.{64 + rest}.{block % 250}.{block // 250 % 250 + 1}")


def self_service(house: House, size: float) -> None:
    """Everyday visits, and those after real resets of a password, from the customers' homes."""
    rng = dice(house.seed, "selfservice")
    days = house.almanac.days
    count = rng.poisson(max(10, VISITS * size), days)
    day = np.repeat(np.arange(days), count)
    second = day * DAY + rng.integers(7 * 3600, 23 * 3600, len(day))
    known = np.flatnonzero(house.people.customer["carrier"])
    reset = resets(house)
    after = reset.take(rng.random(len(reset)) < 0.35)
    lag = rng.integers(300, 20 * 3600, len(after))
    person = np.concatenate([rng.choice(known, len(day)), after.person])
    place = np.array([home_of(house, int(one)) for one in person], dtype=np.int64)
    moment = np.concatenate([second, after.second + lag])
    house.looks.append(visits(rng, house, moment, person, place))


def resets(house: House) -> Looks:
    """The honest ones."""
    parts = [
        part.take((part.deed == RESET) & (part.person != NOBODY) & (part.leak == HONEST))
        for part in house.looks
    ]
    return Looks.joined(parts)


def visits(
    rng: np.random.Generator,
    house: House,
    second: Ints,
    person: Ints,
    place: Ints,
    *,
    calls: float = 0.4,
    least: int = 0,
) -> Looks:
    """A log-in, then so many looks at least: a bill or, as this share of them, the calls."""
    more = rng.integers(least, 3, len(person))
    rank = rank_within(more + 1)
    index = np.repeat(np.arange(len(person)), more + 1)
    web = int(np.flatnonzero(house.staff.account == ACCOUNT)[0])
    deed = np.where(rank == 0, LOGIN, np.where(rng.random(len(rank)) < calls, CALLS, BILL))
    return looks(
        np.full(len(index), web),
        second[index] + rank * rng.integers(20, 90, len(rank)),
        person[index],
        deed,
        place=place[index],
        proof=0,
    )
