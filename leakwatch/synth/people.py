"""The population all the organisations share: phones, ID numbers, families, favourites.

Nobody real can be hit: phones start with 100, which no carrier assigns, and the last character
of every ID number is a wrong check digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from leakwatch.synth.arrays import Bools, Floats, Ints, Strs, texts
from leakwatch.synth.dice import dice

PROVINCES = ("330106", "650102", "110105", "310104", "440103", "510107", "420106", "341202")
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
CUSTOMERS = {"carrier": 0.85, "lender": 0.35, "hospital": 0.4, "courier": 0.7, "insurer": 0.45}


@dataclass(frozen=True)
class People:
    """One row per person; `head` of the household; `town`: where the person's branches are."""

    phone: Strs
    id_no: Strs
    name: Strs
    record: Strs
    head: Ints
    town: Ints
    fame: Floats
    customer: dict[str, Bools]
    origin: int

    def __len__(self) -> int:
        return len(self.phone)

    @cached_property
    def age(self) -> Ints:
        """Full years, or one too many, in the first days of 2026."""
        return np.array([2026 - int(one[6:10]) for one in self.id_no], dtype=np.int64)

    def kin(self, person: int) -> Ints:
        """Who lives with the person, then two relatives elsewhere."""
        together = np.flatnonzero(self.head == self.head[person])
        step = int(self.head[person]) * 7_919
        apart = np.array([(step + far) % len(self) for far in (104_729, 224_737)])
        return np.concatenate([together[together != person], apart[apart != person]])

    def unused_phones(self, rng: np.random.Generator, count: int) -> list[str]:
        """Numbers of the same range that nobody has."""
        places = rng.integers(len(self), 10**8, count)
        return [phone(self.origin, place) for place in places.tolist()]


def population(seed: int, size: float, towns: int) -> People:
    """Families share a town and often a phone; a few people are asked about far more than most."""
    rng = dice(seed, "people")
    count = max(8_000, round(150_000 * size))
    dependent = rng.random(count) < 0.18
    dependent[0] = False
    head = np.maximum.accumulate(np.where(dependent, 0, np.arange(count)))
    origin = int(rng.integers(0, 10**8))
    numbers = texts([phone(origin, place) for place in range(count)])
    town = rng.integers(0, towns, count)[head]
    return People(
        phone=numbers[np.where(dependent & (rng.random(count) < 0.8), head, np.arange(count))],
        id_no=id_numbers(rng, town, dependent),
        name=names(rng, count),
        record=texts([f"P{n:08d}" for n in rng.permutation(count * 3)[:count].tolist()]),
        head=head,
        town=town,
        fame=rng.lognormal(0, 1.0, count),
        customer={org: rng.random(count) < share for org, share in CUSTOMERS.items()},
        origin=origin,
    )


def phone(origin: int, place: int) -> str:
    """Different numbers for different places, scattered by a step prime to the range's length."""
    return f"100{(origin + place * 61_803_399) % 10**8:08d}"


def names(rng: np.random.Generator, count: int) -> Strs:
    """测试 and one or two stems."""
    stems = texts([a + b for a in STEMS for b in ("", *STEMS)])
    return np.asarray("测试" + stems[rng.integers(0, len(stems), count)], dtype=object)


def id_numbers(rng: np.random.Generator, town: Ints, dependent: Bools) -> Strs:
    """Most from the home province, many from others; dependants are often children."""
    count = len(town)
    migrant = rng.random(count) < 0.3
    province = np.where(migrant, rng.integers(0, len(PROVINCES), count), town == 1)
    child = dependent & (rng.random(count) < 0.6)
    age_days = np.where(child, rng.integers(30, 6_500, count), rng.integers(6_600, 30_000, count))
    order = rng.integers(0, 1000, count)
    slip = rng.integers(1, 11, count)
    last = date(2026, 1, 1)
    return texts(
        [
            wrong_id(f"{PROVINCES[p]}{last - timedelta(days=a):%Y%m%d}{o:03d}", s)
            for p, a, o, s in zip(
                province.tolist(), age_days.tolist(), order.tolist(), slip.tolist(), strict=True
            )
        ]
    )


def wrong_id(body: str, slip: int) -> str:
    """Seventeen digits and a check character that is off by `slip` (1 … 10)."""
    total = sum(weight * (ord(digit) - 48) for weight, digit in zip(WEIGHTS, body, strict=True))
    return body + CHECKS[(total + slip) % 11]
