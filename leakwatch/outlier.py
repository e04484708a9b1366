"""A detector over PyOD models: days unlike the actor's own past and unlike colleagues'."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from leakwatch import typical
from leakwatch.detector import Detector, Facts
from leakwatch.histograms import Histograms
from leakwatch.tail import Codes, Floats, tail

if TYPE_CHECKING:
    import pandas as pd

SEED = 20240229
FEWEST, TRAIN = 20, 2048
#: share of a peer group's days, the highest by our own tails, that never trains a model
TRIM = 0.03
MODELS_WEIGHT = 0.1
#: an actor always above colleagues is odd by no more than this beyond the own past
PEERS_BEYOND = 3.0
#: one count among many speaks for no more spreads than this
MOST = 8.0


class Outlier(Detector):
    """Scores actor-days by how far the declared facts are above the typical; never below.

    Each fact becomes four numbers: spreads above the actor's own past, above the job, and the
    first summed over 7 and 28 days; what lifts all colleagues that day is taken off, and what
    is below the typical is 0. The PyOD models, fitted per peer group, and our own one-sided
    tails each say how rare the day is; the logarithms are averaged. Models train on the group's
    whole history less its highest 3 %: a few per cent of leak days are then not what "normal"
    is learnt from, and every day is judged by the same model.
    """

    facts: ClassVar[tuple[str, ...]]
    #: how much a fact counts in our own tails, 1 where not said
    weights: ClassVar[Mapping[str, float]] = {}

    def models(self) -> list[Any]:
        """Fresh PyOD models, seeded; their labels and contamination are never used."""
        from pyod.models.iforest import IForest
        from pyod.models.pca import PCA

        # all of the variance but its dregs: facts that always agree leave directions of none
        plain = PCA(n_components=0.999, svd_solver="covariance_eigh", random_state=SEED)
        return [IForest(n_estimators=16, random_state=SEED), plain, Histograms()]

    def frame(self, facts: Facts) -> pd.DataFrame:
        """What `inputs` reads, a row an actor-day: what is joined here `because` can name too."""
        return facts.frame

    def inputs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The numbers judged, a column each; override to derive one from several facts."""
        return frame[list(self.facts)]

    def asked(self, frame: pd.DataFrame) -> pd.Series[bool]:
        """The days to be judged; the others teach what is usual and score 0."""
        return frame["day"].notna()

    def findings(self, facts: Facts) -> pd.DataFrame:
        """Every actor-day with its score, o / (1 + o) of an oddness o; p is for calibration."""
        frame = self.frame(facts)
        at = typical.panel(frame)
        inputs = self.inputs(frame)
        seen = [typical.unlike(at.take(inputs[name]), at) for name in inputs.columns]
        weight = np.array([self.weights.get(name, 1.0) for name in inputs.columns])
        asked, odd = self.asked(frame).to_numpy()[at.order], np.zeros(len(frame))
        for group in np.unique(at.group[asked]):
            rows = np.flatnonzero(at.group == group)
            odd[rows] = self._oddness(seen, weight / weight.sum(), rows) * asked[rows]
        joined = [name for name in frame.columns if name not in facts.frame.columns]
        said = frame[["actor", "day", *joined]]
        return said.assign(score=at.back(odd / (1 + odd)), p=np.nan)

    def _oddness(self, seen: list[typical.Unlike], weight: Floats, rows: Codes) -> Floats:
        """−log of how rare each day of one peer group is, 0 where nothing is above typical."""
        beyond = [np.minimum(fact.peers, fact.own + PEERS_BEYOND) for fact in seen]
        daily = _above([(fact.own, side) for fact, side in zip(seen, beyond, strict=True)], rows)
        part = np.clip(_above([(fact.own,) for fact in seen], rows).max(axis=1), 0.1, 1.0)
        if not daily.any():
            return np.zeros(len(rows))
        # a window speaks for a day as far as the day itself took part in it
        week = _above([(fact.week,) for fact in seen], rows) * part[:, None]
        month = _above([(fact.month,) for fact in seen], rows) * part[:, None]
        sides = [_rarity(side @ weight) for side in (daily, week, month)]
        ours = np.maximum(np.max(sides, axis=0) - np.log(len(sides)), 0.0)
        theirs = self._modelled(np.hstack([daily, week, month]), ours)
        odd = (1 - MODELS_WEIGHT) * ours + MODELS_WEIGHT * theirs
        return np.where(daily.any(axis=1), odd, 0.0)

    def together(
        self, counts: list[Floats], frame: pd.DataFrame, at: typical.Panel
    ) -> pd.DataFrame:
        """Findings by how rare a day is by all its counts at once, and `above`, how many stand out.

        Half the word is the models': they see what goes together. 0 where no count is above the
        job's by a spread.
        """
        high = np.stack([np.clip(typical.beyond_peers(one, at), 0, MOST) for one in counts], axis=1)
        weight = np.array([self.weights.get(name, 1.0) for name in self.facts])
        odd = np.zeros(len(high))
        for group in np.unique(at.group):
            rows = np.flatnonzero(at.group == group)
            ours = _rarity(np.sqrt((high[rows] ** 2) @ weight))
            odd[rows] = (ours + self._modelled(high[rows], ours)) / 2
        odd = np.where((high > 1).any(axis=1), odd, 0.0)
        said = frame[["actor", "day"]].assign(above=at.back((high >= 2).sum(axis=1)))
        return said.assign(score=at.back(odd / (1 + odd)), p=np.nan)

    def _modelled(self, inputs: Floats, ours: Floats) -> Floats:
        """The mean rarity by the models, trained on the days our own tails find ordinary."""
        ordinary = np.flatnonzero(ours <= np.quantile(ours, 1 - TRIM))
        # by what they hold, not by whose they are: another key gives actors another order
        ordinary = ordinary[np.lexsort((*inputs[ordinary].T, ours[ordinary]))]
        train = ordinary[:: max(len(ordinary) // TRAIN, 1)]
        used = np.ptp(inputs[train], axis=0) > 0
        if len(train) < FEWEST or not used.any():
            return ours
        # days of which nothing is high are all alike: one stands for them
        loud = inputs.any(axis=1)
        asked = np.vstack([inputs[loud], np.zeros(inputs.shape[1])])[:, used]
        rare, odd = [], np.empty(len(inputs))
        for model in self.models():
            model.fit(inputs[np.ix_(train, used)])
            said = model.decision_function(asked)
            odd[loud], odd[~loud] = said[:-1], said[-1]
            rare.append(_rarity(odd))
        return np.mean(rare, axis=0)


def _above(sides: list[tuple[Floats, ...]], rows: Codes) -> Floats:
    """A column a fact: the mean of its sides, each 0 where below the typical."""
    return np.stack(
        [np.mean([np.maximum(side[rows], 0.0) for side in fact], axis=0) for fact in sides], axis=1
    )


def _rarity(values: Floats) -> Floats:
    """−log of the share of the group's days that reach so high, beyond the data by its law."""
    return -tail(values).log_p(values)
