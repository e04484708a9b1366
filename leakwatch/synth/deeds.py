"""What a job does first: operations by their weight, the same for every organisation."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.house import House

#: job → the numbers of its operations, and how often each
Habits = Mapping[str, tuple[tuple[int, ...], tuple[float, ...]]]


def first_deeds(rng: np.random.Generator, house: House, account: Ints, habits: Habits) -> Ints:
    """One for each account, by its job; 0 for jobs without habits."""
    deed = np.zeros(len(account), dtype=np.int64)
    for job, (choices, weights) in habits.items():
        mine = np.flatnonzero(house.does(job)[account])
        deed[mine] = rng.choice(choices, len(mine), p=weights)
    return deed
