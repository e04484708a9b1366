"""Peer outlier: a day unlike colleagues' over all facts, each perhaps ordinary by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from leakwatch import typical
from leakwatch.findings import Severity
from leakwatch.outlier import Outlier

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from leakwatch.detector import Facts

#: facts of volume itself
VOLUME = ("subjects", "new_subjects", "rows")


class PeerOutlier(Outlier):
    """Many facts above the job's at once, as on a day of usual looks.

    Less what lifts all that day; whoever is always above is odd by little.
    >>> "misses" in PeerOutlier.facts
    True
    """

    name = "peer_outlier"
    severity = Severity.MEDIUM
    weight = 1.5
    runbook = """
    1. Read the day's records beside a colleague's of the same job: what differs?
    2. Ask whether the account did somebody else's work that day.
    """
    because = (
        "unlike colleagues in {above} facts at once; {looks} looks of {subjects} people, "
        "{unexplained} without a case, {unexplained_foreign} of them at other branches' records; "
        "colleagues' median that day: {peers.looks} looks, {peers.unexplained} without a case"
    )
    facts = (
        *VOLUME, "unexplained_subjects", "unexplained_foreign", "resets_unexplained",
        "off_hours", "night_looks", "misses", "taken_unexplained", "unmasks_unexplained", "far",
        "credit", "location", "communication", "call_record", "biometric", "health", "property",
        "minors_unapproved", "repeats", "failed_logins", "new_places", "new_devices", "switches",
    )  # fmt: skip
    #: no case behind the look, and another's branch, speak before volume and class
    weights: ClassVar[Mapping[str, float]] = dict.fromkeys(VOLUME, 0.3) | {
        "unexplained_subjects": 3.0, "unexplained_foreign": 2.0, "taken_unexplained": 2.0,
        "unmasks_unexplained": 2.0, "minors_unapproved": 2.0,
    }  # fmt: skip

    def findings(self, facts: Facts) -> pd.DataFrame:
        """Every actor-day with its score, and `above`: facts two spreads above the job's."""
        frame = self.frame(facts)
        at = typical.panel(frame)
        busy = typical.of_usual_day(at.take(frame["looks"]), at)
        counts = [at.take(frame[name]) * (1 if name in VOLUME else busy) for name in self.facts]
        return self.together(counts, frame, at)
