"""How rare a day is by histograms of its numbers, one by one."""

from __future__ import annotations

import numpy as np

from leakwatch.tail import Floats

BINS = 10
#: what is added to every density, and how far beyond the last bin still belongs to it, in bins
ALPHA, BEYOND = 0.1, 0.5


class Histograms:
    """PyOD's HBOS, to the digit, without its compiler: that takes seconds in every process.

    Source: Goldstein and Dengel, "Histogram-based outlier score", KI 2012.

    >>> model = Histograms()
    >>> model.fit(np.array([[0.0], [0.1], [0.2], [1.0]]))
    >>> model.decision_function(np.array([[0.15], [9.0]])).round(2).tolist()
    [-1.38, 3.32]
    """

    def fit(self, days: Floats) -> None:
        """Learns the histogram of each column."""
        self._known = [np.histogram(column, bins=BINS, density=True) for column in days.T]

    def decision_function(self, days: Floats) -> Floats:
        """The sum of −log2 densities of each row; high is rare."""
        odd = np.empty(days.shape)
        for place, (density, edges) in enumerate(self._known):
            column, rare = days[:, place], -np.log2(density + ALPHA)
            bins = np.clip(np.searchsorted(edges, column) - 1, 0, BINS - 1)
            slack = BEYOND * (edges[1] - edges[0])
            outside = (edges[0] - column > slack) | (column - edges[-1] > slack)
            odd[:, place] = np.where(outside, rare.max(), rare[bins])
        return np.asarray(odd.sum(axis=1))
