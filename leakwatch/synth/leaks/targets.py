"""Whom leaks are about, and the cover stories put beside them."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints, Strs, blanks
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, NOBODY

PREFIX = {"carrier": "GD", "lender": "SQ", "hospital": "MZ", "courier": "KF", "insurer": "BQ"}
READ = {"carrier": 0, "lender": 1, "hospital": 0, "courier": 0, "insurer": 0}
REACH = {
    "courier": 5.0,
    "insurer": 370.0,
    "hospital": 25.0,
}  # days a waybill, policy, stay is known


def strangers(rng: np.random.Generator, house: House, count: int, known: float) -> Ints:
    """People from everywhere, each once; a share of them this organisation does not have."""
    everybody = house.people.customer[house.name]
    have = rng.choice(np.flatnonzero(everybody), count, replace=False)
    return np.where(rng.random(count) < known, have, NOBODY)


def cover(rng: np.random.Generator, house: House, account: int, second: Ints, share: float) -> Strs:
    """Numbers shown beside some looks: invented ones, and the account's own of other customers."""
    out = blanks(len(second))
    own = own_numbers(house, account)
    invented = house.cases.numbers(PREFIX[house.name], second)
    for place in np.flatnonzero(rng.random(len(second)) < share).tolist():
        reuse = len(own) > 0 and rng.random() < 0.5
        out[place] = own[rng.integers(0, len(own))] if reuse else invented[place]
    return out


def own_numbers(house: House, account: int) -> Strs:
    """Numbers the account showed in honest work."""
    parts = [part.case[(part.account == account) & (part.leak == HONEST)] for part in house.looks]
    numbers = np.concatenate(parts)
    shown: Strs = numbers[numbers != blanks(len(numbers))]
    return shown
