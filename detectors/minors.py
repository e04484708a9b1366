"""Minors: children's records opened by those who need none, or without approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Test
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import pandas as pd


class Minors(Test):
    """More looks at children under fourteen with neither case nor approver than the job makes.

    Null: over 1, 7 and 28 days the count is beta-binomial about the rate of the job (of its
    branch where that is higher: a children's ward opens children's records), and about the
    actor's own before. Staff need an approval for each (未成年人网络保护条例, article 36).

    >>> Minors.severity.name
    'HIGH'
    """

    name = "minors"
    severity = Severity.HIGH
    weight = 0.5
    runbook = """
    1. Ask who approved the access, and have the approval shown; none is a breach by itself.
    2. Check which children: one family, one school, a ward's newborns, or a list.
    3. Look for prints and exports of the same records.
    4. Tell the guardians if the records left the house (article 35).
    """
    because = (
        "{minors_unapproved} of {looks} looks at children under fourteen with neither case nor "
        "approval ({minors} with them), about {expected} are usual; colleagues in the same job "
        "that day: median {peers.minors_unapproved}; in 28 days {minors_28} looks at children"
    )

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The combined p, and `expected` looks at children without an approval."""
        at = typical.panel(frame)
        looks = at.take(frame["looks"])
        bare = np.minimum(at.take(frame["minors_unapproved"]), looks)
        log = rates.combined((bare,), looks, at)
        return frame[["actor", "day"]].assign(
            log_p=at.back(np.where(bare > 0, log, 0.0)),
            expected=at.back(np.round(rates.local(bare, looks, at) * looks, 1)),
        )
