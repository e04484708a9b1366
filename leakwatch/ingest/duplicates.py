"""Which lines were seen before: in this file, or in an earlier one of the same source."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.int64]


class Seen:
    """Fingerprints of lines; remembers what it is shown."""

    def __init__(self) -> None:
        #: sorted runs, each less than half as long as the one before
        self._runs: list[Marks] = []

    def add(self, marks: Marks) -> None:
        """Remembers lines."""
        run = np.sort(marks)
        while self._runs and len(self._runs[-1]) < 2 * len(run):
            # a stable sort of two sorted runs is one merge
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)

    def holds(self, marks: Marks) -> npt.NDArray[np.bool_]:
        """True for lines remembered."""
        found = np.zeros(len(marks), bool)
        for run in self._runs:
            if len(run):
                at = np.searchsorted(run, marks)
                found |= run[np.minimum(at, len(run) - 1)] == marks
        return found

    def fresh(self, marks: Marks) -> npt.NDArray[np.bool_]:
        """True for the first of each line not remembered; remembers them."""
        ordered = np.sort(marks)
        if (ordered[1:] != ordered[:-1]).all() and not self.holds(ordered).any():
            # nearly always so, and an order of places takes ten times the time of one of numbers
            self.add(ordered)
            return np.ones(len(marks), bool)
        distinct, firsts = np.unique(marks, return_index=True)
        new = ~self.holds(distinct)
        self.add(distinct[new])
        first = np.zeros(len(marks), bool)
        first[firsts[new]] = True
        return first
