"""No case: more accesses without a ticket, order or encounter than the job's rate allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Test
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import pandas as pd

#: what the law weighs most of what many jobs may open (Interpretation 2017, art. 5)
GRAVE = ("call_record", "location")


class NoCase(Test):
    """More looks without a case than the job does without, or than the actor did before.

    Null: the count over 1, 7 and 28 days is beta-binomial about the job's median rate (the
    branch's where higher), and about the actor's own rate before the window, as dispersed as
    the job's actors are; the same for looks without a case at other branches' records, and at
    call records and places. Calls by the person explain a look. The p-values become one by the
    Cauchy combination.

    >>> NoCase().needs
    ('cases',)
    """

    name = "no_case"
    severity = Severity.HIGH
    needs = ("cases",)
    runbook = """
    1. Pick ten of the people looked at without a case and ask why each was opened.
    2. Check whether tickets of that time lie in another system (paper, a campaign, a relay).
    3. Read the four weeks together: a list from outside shows as the same few every day.
    """
    because = (
        "{unexplained} of {looks} looks without a case, {called} of them after a call; about "
        "{expected} are usual; in 28 days {unexplained_28} of {looks_28}; colleagues in the "
        "same job that day: median {peers.unexplained}"
    )

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The combined p, and `expected` looks without a case."""
        at = typical.panel(frame)
        looks = at.take(frame["looks"])
        bare = np.clip(at.take(frame["unexplained"]) - at.take(frame["called"]), 0, looks)
        foreign = np.minimum(at.take(frame["unexplained_foreign"]), bare)
        grave = sum(at.take(frame[f"{name}_unexplained"]) for name in GRAVE)
        grave = np.minimum(grave, bare)
        usual = rates.local(bare, looks, at)
        return frame[["actor", "day"]].assign(
            log_p=at.back(rates.combined((bare, foreign, grave), looks, at)),
            expected=at.back(np.round(usual * looks)),
        )
