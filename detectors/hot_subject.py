"""Hot subject: one person opened by many who have no business with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Test
from leakwatch.findings import Severity
from leakwatch.traces import crowds

if TYPE_CHECKING:
    import pandas as pd


class HotSubject(Test):
    """A celebrity, a neighbour, a name in the news: many open the record and none has a case.

    Null: of the accounts that opened a person within seven days each lacks a case as often as it
    does elsewhere, or as its job does that day; and they are of no more branches than come to
    others in a week. An emergency and a consult bring many accounts too, but with cases; who
    treats the person on another day has business with them. Under four accounts without a case
    nothing is said, nor where nobody ever gives a case.

    >>> HotSubject.severity.name
    'MEDIUM'
    """

    name = "hot_subject"
    severity = Severity.MEDIUM
    weight = 1.5
    runbook = """
    1. See who the person is: in the news, a patient of note, known to the staff.
    2. Ask the account's owner what the look served; ask all of them the same question.
    3. Look for a copy: a print, an export, a photograph that appeared outside.
    4. Put the record under an approval until the interest has passed.
    """
    because = (
        "opened without a case a person whom {viewers} accounts opened within seven days, {bare} "
        "of them, at {branches} branches, without any case; about {expected} without are usual"
    )

    def frame(self, facts: Facts) -> pd.DataFrame:
        """The days beside the oddest crowd each was part of."""
        found = crowds.stared(facts.pairs, facts.frame)
        found["day"] = found["day"].astype(facts.frame["day"].dtype)
        found["crowd"] = found["crowd"].astype("float64")
        return facts.frame.merge(found, on=["actor", "day"], how="left")

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The crowd's p, and its numbers."""
        said = frame[["actor", "day", "viewers", "bare", "branches", "expected"]]
        return said.assign(log_p=frame["crowd"].fillna(0.0))
