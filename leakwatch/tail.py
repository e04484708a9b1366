"""How rare a number is among others: counted in the body, a generalised Pareto law beyond."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: the law is fitted between these shares of the reference; what lies above is only counted
FROM, TO, RARE = 0.90, 0.975, 0.75
#: never an end point: a day no law allows would make all such days alike
SHAPES = np.linspace(0.0, 1.0, 21)
SCALES = np.exp(np.linspace(-1.6, 0.6, 34))
LIKELY_SHAPE, SHAPE_SPREAD, FREEDOM = 0.05, 0.06, 2.0
#: share of the actors that may leak; what more of them reach is honest
LEAKING = 0.05
POINTS = 256


@dataclass(frozen=True)
class Tail:
    """A fitted reference: sorted values, and the law above `cut` (share `above` of them).

    `weight`, `scale`, `shape`: the laws the reference allows, and how far it believes each.
    `highest` holds each actor's highest value, sorted; empty where actors do not matter.
    """

    body: Floats
    cut: float
    above: float
    weight: Floats
    scale: Floats
    shape: Floats
    highest: Floats

    def log_p(self, values: Floats) -> Floats:
        """Natural logarithm of the chance of a value as large; strictly falling above `cut`."""
        size = len(self.body)
        counted = np.log((size - np.searchsorted(self.body, values) + 1) / (size + 1))
        far = np.flatnonzero(values > self.cut)
        counted[far] = np.maximum(
            np.log(self.above) + self._beyond(values[far] - self.cut), self._least(values[far])
        )
        return np.asarray(counted)

    def _beyond(self, excess: Floats) -> Floats:
        """Log of the chance to go so far above the cut, over all laws by their weight."""
        if not len(excess):
            return excess
        steps, shape = excess[:, None] / self.scale, np.maximum(self.shape, 1e-9)
        logs = np.log(self.weight) - np.where(
            self.shape > 0, np.log1p(self.shape * steps) / shape, steps
        )
        most = logs.max(axis=1)
        return np.asarray(most + np.log(np.exp(logs - most[:, None]).sum(axis=1)))

    def _least(self, values: Floats) -> Floats:
        """Log of the share that is reached by more actors than can all be leaking."""
        actors = len(self.highest)
        reach = actors - np.searchsorted(self.highest, values) - np.ceil(LEAKING * actors)
        return np.log(np.maximum(reach, 1e-300) / (len(self.body) + 1))


def _laws(excess: Floats, censored: int, limit: float) -> tuple[Floats, Floats, Floats]:
    """How likely each shape is of `excess` ≤ limit, with `censored` more above it, and its scale.

    A grid over the censored likelihood of Grimshaw (Technometrics 1993), with a weak normal
    prior on the shape, as Coles and Dixon (Extremes 1999) advise for short samples. All shapes
    are kept: what little a short sample knows of its tail must not pass for knowledge.
    """
    plain = (excess.sum() + censored * limit) / len(excess)
    times, over = max(len(excess) / POINTS, 1.0), float(censored)
    if len(excess) > POINTS:
        over /= times
        excess = np.quantile(excess, (np.arange(POINTS) + 0.5) / POINTS)
    scales = plain * SCALES
    steps, end = excess / scales[:, None], limit / scales
    likely = np.empty((len(SHAPES), len(scales)))
    for row, shape in enumerate(SHAPES):
        falls, out = (np.log1p(shape * steps) / shape, np.log1p(shape * end) / shape) if shape \
            else (steps, end)  # fmt: skip
        likely[row] = -len(excess) * np.log(scales) - (1 + shape) * falls.sum(axis=1) - over * out
    away = (SHAPES - LIKELY_SHAPE) / SHAPE_SPREAD
    likely = times * likely - ((FREEDOM + 1) / 2 * np.log1p(away**2 / FREEDOM))[:, None]
    share = np.exp(likely - likely.max())
    each = share.sum(axis=1)
    scale = np.exp((share @ np.log(scales)) / np.maximum(each, 1e-300))
    kept = each > 1e-9 * each.max()
    return each[kept] / each[kept].sum(), scale[kept], SHAPES[kept]


def tail(reference: Floats, actor: Codes | None = None) -> Tail:
    """The tail of a reference, robust to a few per cent of leak days among it.

    Values above the 97.5 % point only say how many they are: planted extremes cannot stretch
    the law. Where most of the reference is one value (a rare fact), the law is fitted to the
    lower three quarters of the rest. With actors, a value that more than 5 % of them reach is
    at least as likely as that.

    >>> bool(tail(np.arange(1000.0)).log_p(np.array([3000.0]))[0] < np.log(1 / 1000))
    True
    """
    body, highest = np.sort(reference), _highest(reference, actor)
    alone = np.array([1.0])
    if not len(body):
        return Tail(body, 0.0, 1.0, alone, alone, LIKELY_SHAPE * alone, highest)
    start, cut = np.quantile(body, [FROM, TO])
    if cut <= start or start <= body[0]:
        rest = body[body > body[0]]
        start, cut = body[0], float(np.quantile(rest, RARE)) if len(rest) else body[0]
    excess = body[(body > start) & (body <= cut)] - start
    over = int((body > cut).sum())
    above = (over + 1) / (len(body) + 1)
    span = float(cut - start)
    if len(excess) < 5:
        wide = span or float(body[-1] - body[0]) or 1.0
        return Tail(body, float(cut), above, alone, wide * alone, LIKELY_SHAPE * alone, highest)
    weight, scale, shape = _laws(excess, over, span)
    return Tail(body, float(cut), above, weight, scale + shape * span, shape, highest)


def _highest(reference: Floats, actor: Codes | None) -> Floats:
    """Each actor's highest value, sorted."""
    if actor is None or not len(reference):
        return np.empty(0)
    most = np.full(int(actor.max()) + 1, -np.inf)
    np.maximum.at(most, actor, reference)
    return np.sort(most[most > -np.inf])


def log_cauchy(logs: Floats) -> Floats:
    """Logarithm of one p from several a row (last axis), valid for small p under dependence.

    Source: Liu and Xie, "Cauchy combination test", JASA 115 (2020).

    >>> round(float(np.exp(log_cauchy(np.log([[0.01, 0.01]]))[0])), 3)
    0.01
    """
    # who is silent is no witness for the defence: it would take half the say of who is not
    p = np.exp(np.clip(logs, -600.0, np.log(0.5)))
    mean = (1 / np.tan(np.pi * p)).mean(axis=-1)
    # far out, 1/2 − arctan(mean)/π loses every digit; arctan2 does not
    return np.where((logs < 0).any(axis=-1), np.log(np.arctan2(1.0, mean) / np.pi), 0.0)
