"""Which lines were seen before: in this file, or in an earlier one of the same source."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.int64]


class Seen:
    """Fingerprints of lines, sorted; remembers what it is shown."""

    def __init__(self) -> None:
        self._marks: Marks = np.empty(0, np.int64)

    def add(self, marks: Marks) -> None:
        """Remembers lines."""
        # a stable sort of two sorted runs is one merge
        self._marks = np.sort(np.concatenate([self._marks, np.sort(marks)]), kind="stable")

    def holds(self, marks: Marks) -> npt.NDArray[np.bool_]:
        """True for lines remembered."""
        if not len(self._marks):
            return np.zeros(len(marks), bool)
        at = np.searchsorted(self._marks, marks)
        return self._marks[np.minimum(at, len(self._marks) - 1)] == marks

    def fresh(self, marks: Marks) -> npt.NDArray[np.bool_]:
        """True for the first of each line not remembered; remembers them."""
        first = np.zeros(len(marks), bool)
        first[np.unique(marks, return_index=True)[1]] = True
        first &= ~self.holds(marks)
        self.add(marks[first])
        return first
