"""Where very many stand on paper: springs that push only away from some of the others at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Spots = NDArray[np.float64]

ROUNDS, SOME = 100, 24
LEAST, FAR = 1e-3, 0.995


def springs(begin: Spots, a: NDArray[np.int64], b: NDArray[np.int64], seed: int) -> Spots:
    """Spots of -1…1 from those they begin at; `a` and `b` are the ends of each tie.

    The forces of Fruchterman and Reingold (1991); what pushes away is sampled, as Tang et al. do,
    Visualizing large-scale and high-dimensional data (2016): all pairs of 2,000 take a minute.
    """
    chance, many = np.random.default_rng(seed), len(begin)
    if not many:
        return begin
    ideal, at = 1 / np.sqrt(many), begin.astype(np.float64)
    for warm in np.linspace(0.1, LEAST, ROUNDS):
        force = _pushed(at, chance.integers(many, size=(many, SOME)), ideal)
        pull = at[b] - at[a]
        pull *= np.hypot(*pull.T)[:, None] / ideal
        for end, sign in ((a, 1.0), (b, -1.0)):
            for axis in (0, 1):
                force[:, axis] += sign * np.bincount(end, pull[:, axis], many)
        strong = np.maximum(np.hypot(*force.T), LEAST)[:, None]
        at += force / strong * np.minimum(strong, warm)
    at -= at.mean(axis=0)
    # one far out would leave the others no room
    far = max(float(np.quantile(np.abs(at), FAR)), LEAST)
    return np.clip(at / far, -1.0, 1.0)


def _pushed(at: Spots, others: NDArray[np.int64], ideal: float) -> Any:
    """The push of some others, as if all had pushed."""
    away = at[:, None, :] - at[others]
    near = np.maximum((away**2).sum(axis=2), LEAST**2)
    return (away * (ideal**2 / near)[:, :, None]).sum(axis=1) * (len(at) / SOME)
