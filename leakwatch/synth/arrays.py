"""Names for the arrays the generator is made of, and the two moves it keeps making with them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Strs = npt.NDArray[np.object_]

DAY = 86_400  # seconds


def rank_within(counts: Ints) -> Ints:
    """0, 1, 2 … within each of the runs that `np.repeat` makes of these counts.

    >>> rank_within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    return np.arange(counts.sum(), dtype=np.int64) - np.repeat(ends - counts, counts)


def texts(values: list[str]) -> Strs:
    """An object array of strings, so that a choice by index stays one numpy call."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def blanks(size: int) -> Strs:
    """As many empty strings."""
    return np.full(size, "", dtype=object)
