"""Running sums that are exact: in which order rows come changes no bit of any difference."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

#: parts of one: a count has none, a share is kept to a millionth
GRAIN = 2**20


def running(values: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.int64]:
    """What stands before each number, and all in the end, in grains.

    A float's running sum depends on what came before, and so the sums of one account on whose
    token sorts before its own: another key gave other verdicts.

    >>> total = running(np.array([0.1, 0.2, 4.0]))
    >>> float(total[3] - total[2]) / GRAIN
    4.0
    """
    grains = np.rint(values * GRAIN).astype(np.int64)
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(grains)])
