"""Which numbers of a log that numbers its rows were seen, and how many are missing between."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
#: a log in so many pieces is not numbered without a hole; what it lacks is only counted
MOST_RUNS = 100_000


class Runs:
    """Whole numbers, kept as runs without a hole: small, however long the log.

    >>> runs = Runs()
    >>> runs.add(np.array([7, 3, 4, 4])), runs.holes
    (None, 2)
    """

    def __init__(self) -> None:
        self._first: Whole = np.empty(0, np.int64)
        self._last: Whole = np.empty(0, np.int64)
        self._given_up = 0

    def add(self, numbers: Whole) -> None:
        """More numbers, in whatever order, again or not."""
        found = np.unique(numbers)
        if not len(found):
            return
        breaks = np.flatnonzero(np.diff(found) > 1)
        first = np.concatenate([self._first, found[np.append(0, breaks + 1)]])
        last = np.concatenate([self._last, found[np.append(breaks, len(found) - 1)]])
        order = np.argsort(first, kind="stable")
        first, reach = first[order], np.maximum.accumulate(last[order])
        fresh = np.append(True, first[1:] > reach[:-1] + 1)
        self._first = first[fresh]
        self._last = reach[np.append(np.flatnonzero(fresh)[1:] - 1, len(reach) - 1)]
        if len(self._first) > MOST_RUNS:
            self._given_up += self._missing()
            self._first, self._last = self._first[:1], self._last[-1:]

    def _missing(self) -> int:
        return int((self._first[1:] - self._last[:-1] - 1).sum())

    @property
    def holes(self) -> int:
        """How many numbers between the first and the last were not seen."""
        return self._given_up + self._missing()

    @property
    def ends(self) -> tuple[int, int] | None:
        """The first and the last number; None where there was none."""
        if not len(self._first):
            return None
        return int(self._first[0]), int(self._last[-1])
