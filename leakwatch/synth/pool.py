"""Drawing customers: the better known ones more often, each from the group that serves them."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Floats, Ints


class Pool:
    """People sorted by group, with the running sum of how often each is asked about."""

    def __init__(self, person: Ints, group: Ints, fame: Floats, groups: int) -> None:
        order = np.argsort(group, kind="stable")
        self.person = person[order]
        self.sums = np.cumsum(fame[order])
        sizes = np.bincount(group, minlength=groups)
        edges = np.concatenate([[0], np.cumsum(sizes)])
        padded = np.concatenate([[0.0], self.sums])
        self.low, self.high = padded[edges[:-1]], padded[edges[1:]]

    def draw(self, rng: np.random.Generator, group: Ints) -> Ints:
        """One person for each group asked; a group of nobody borrows from everybody."""
        low, high = self.low[group], self.high[group]
        empty = high <= low
        low, high = np.where(empty, 0.0, low), np.where(empty, self.sums[-1], high)
        target = low + rng.random(len(group)) * (high - low)
        place = np.searchsorted(self.sums, target, side="right")
        drawn: Ints = self.person[np.minimum(place, len(self.person) - 1)]
        return drawn
