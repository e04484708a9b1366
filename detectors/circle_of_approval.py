"""Circle of approval: looks are approved only among the same few, without a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Facts, Test
from leakwatch.findings import Severity
from leakwatch.tail import log_cauchy
from leakwatch.traces import approvals

if TYPE_CHECKING:
    import pandas as pd


class CircleOfApproval(Test):
    """Approvals without a case from always the same friend, or given back and forth.

    Null: of an account's approved looks as many lack a case and come from a friend, and as many
    from somebody it approves in turn, as in the job, and as with the account before: beta-binomial
    over 1, 7 and 28 days, combined (Cauchy). A friend approves far more of its looks than others'.

    >>> CircleOfApproval.severity.name
    'HIGH'
    """

    name = "circle_of_approval"
    severity = Severity.HIGH
    runbook = """
    1. Ask both for the ground of ten approvals without a case, apart from each other.
    2. See how fast they were given, and from which terminal: one hand may hold both accounts.
    3. Look for a third in it, and move the approving outside the branch until it is clear.
    """
    because = (
        "{same_bare} of {approved} approved looks lacked a case and were approved by those who "
        "approve few others; {mutual} lacked one and were approved by somebody whose looks this "
        "account approves; colleagues in the same job: median {peers.approved} approved"
    )

    def frame(self, facts: Facts) -> pd.DataFrame:
        """The days with the approvals that may come from a circle."""
        return approvals.circled(facts.deeds, facts.frame)

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The combined p, and its numbers."""
        at = typical.panel(frame)
        approved = at.take(frame["approved"])
        logs = []
        for name in approvals.COLUMNS:
            hits = np.minimum(at.take(frame[name]), approved)
            logs += [(hits > 0) * log for log in rates.log_ps(hits, approved, at)]
        said = frame[["actor", "day", *approvals.COLUMNS]]
        log = np.minimum(log_cauchy(np.stack(logs, axis=1)), 0.0)
        return said.assign(log_p=at.back(log))
