"""Whom leaks are about, and the cover stories put beside them."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints, Strs, blanks
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, NOBODY, Looks


def strangers(rng: np.random.Generator, house: House, count: int, known: float) -> Ints:
    """People from everywhere, each once; a share of them this organisation does not have."""
    everybody = house.people.customer[house.name]
    have = rng.choice(np.flatnonzero(everybody), count, replace=False)
    return np.where(rng.random(count) < known, have, NOBODY)


def cover(rng: np.random.Generator, house: House, account: int, second: Ints, share: float) -> Strs:
    """Numbers shown beside some looks: invented ones, and the account's own of other customers."""
    out = blanks(len(second))
    own = own_numbers(house, account)
    invented = house.cases.numbers(
        {"carrier": "GD", "lender": "SQ", "hospital": "MZ"}[house.name], second
    )
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


def thinned(
    rng: np.random.Generator, part: Looks, account: int, by_day: dict[int, int], day: Ints
) -> Looks:
    """The same without as many honest looks of the account on these days, as far as there are."""
    keep = np.ones(len(part), dtype=bool)
    for one, count in by_day.items():
        mine = np.flatnonzero((part.account == account) & (day == one) & (part.leak == HONEST))
        spare = min(count, len(mine) * 3 // 4)
        keep[rng.choice(mine, spare, replace=False)] = False
    return part.take(keep)
