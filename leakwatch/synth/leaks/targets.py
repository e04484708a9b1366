"""Whom leaks are about, and the cover stories put beside them."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints, Strs, blanks
from leakwatch.synth.house import House
from leakwatch.synth.looks import HONEST, NOBODY

PREFIX = {"carrier": "GD", "lender": "SQ", "hospital": "MZ", "courier": "KF", "insurer": "BQ"}
CALL = "LD"
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


def cover(
    rng: np.random.Generator, house: House, account: int, second: Ints, share: float
) -> tuple[Strs, Strs]:
    """Numbers shown beside some looks, as cases and as calls: the account's own of other
    customers, and invented ones of the kinds it usually shows.
    """
    case, call = blanks(len(second)), blanks(len(second))
    own = own_numbers(house, account)
    kinds = kinds_of(own) or [PREFIX[house.name]]
    invented = house.cases.numbers("", second)
    for place in np.flatnonzero(rng.random(len(second)) < share).tolist():
        reuse = len(own) > 0 and rng.random() < 0.5
        number = own[rng.integers(0, len(own))] if reuse else rng.choice(kinds) + invented[place]
        shown = call if house.name == "carrier" and number.startswith(CALL) else case
        shown[place] = number
    return case, call


def kinds_of(numbers: Strs) -> list[str]:
    """The letters numbers begin with, each as often as it occurs.

    >>> kinds_of(np.array(["GD202603020000001", "LD202603020000002"], dtype=object))
    ['GD', 'LD']
    """
    return [number.rstrip("0123456789") for number in numbers.tolist()]


def own_numbers(house: House, account: int) -> Strs:
    """Numbers the account showed in honest work."""
    mine = [part.take((part.account == account) & (part.leak == HONEST)) for part in house.looks]
    numbers = np.concatenate([np.where(one.case == "", one.call, one.case) for one in mine])
    shown: Strs = numbers[numbers != blanks(len(numbers))]
    return shown
