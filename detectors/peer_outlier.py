"""Peer outlier: a day unlike colleagues' over all facts, each perhaps ordinary by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from leakwatch import typical
from leakwatch.findings import Severity
from leakwatch.outlier import Outlier, rarity

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from leakwatch.detector import Facts

#: facts of volume itself
VOLUME = ("subjects", "new_subjects", "rows")
#: a single fact counts for no more spreads than this
MOST = 8.0


class PeerOutlier(Outlier):
    """Facts together above the job's, less what the day lifts all by and an account's own level.

    Facts where too much is odd: looks without a case, at others' records, at sensitive classes,
    out of hours, taken, missed, from new places. Whoever always is above is odd by little.

    >>> "misses" in PeerOutlier.facts
    True
    """

    name = "peer_outlier"
    severity = Severity.MEDIUM
    runbook = """
    1. Read the day's records beside a colleague's of the same job: what differs?
    2. Ask whether the account did somebody else's work that day.
    3. Where one fact stands out, go on with the runbook of its detector.
    """
    because = (
        "the day is unlike colleagues' in {above} facts at once; {looks} looks of {subjects} "
        "people, {unexplained} without a case, {unexplained_foreign} of them at other branches' "
        "records; colleagues in the same job that day: median {peers.looks} looks, "
        "{peers.unexplained} without a case"
    )
    facts = (
        *VOLUME, "unexplained_subjects", "unexplained_foreign",
        "off_hours", "night_looks", "misses", "taken_unexplained", "unmasks_unexplained", "far",
        "credit", "location", "communication", "call_record", "biometric", "health", "property",
        "minors_unapproved", "repeats", "resets_unexplained", "failed_logins", "new_places",
        "new_devices", "switches",
    )  # fmt: skip

    #: no case behind the look, and another's branch, speak before volume and class
    weights: ClassVar[Mapping[str, float]] = dict.fromkeys(VOLUME, 0.3) | {
        "unexplained_subjects": 3.0, "unexplained_foreign": 2.0, "taken_unexplained": 2.0,
        "unmasks_unexplained": 2.0, "minors_unapproved": 2.0,
    }  # fmt: skip

    def findings(self, facts: Facts) -> pd.DataFrame:
        """Every actor-day with its score, and `above`, how many facts are two spreads above."""
        frame = self.frame(facts)
        at = typical.panel(frame)
        busy = typical.of_usual_day(at.take(frame["looks"]), at)
        asked = [name for name in self.facts if frame[name].any()]
        seen = [at.take(frame[name]) * (1 if name in VOLUME else busy) for name in asked]
        seen = [typical.beyond_peers(counts, at) for counts in seen]
        weight = [self.weights.get(name, 1.0) for name in asked]
        high = np.clip(np.stack([*seen, np.zeros(len(frame))], axis=1), 0.0, MOST)
        odd = np.zeros(len(frame))
        for group in np.unique(at.group):
            rows = np.flatnonzero(at.group == group)
            ours = rarity(np.sqrt((high[rows] ** 2) @ [*weight, 0.0]))
            odd[rows] = (ours + self.modelled(high[rows], ours)) / 2
        odd = np.where((high > 1).any(axis=1), odd, 0.0)
        said = {"score": odd / (1 + odd), "above": (high >= 2).sum(axis=1)}
        said = {name: at.back(values) for name, values in said.items()}
        return frame[["actor", "day"]].assign(p=np.nan, **said)
