"""Borrowed colleague: after somebody left, a colleague goes on opening their former clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Test
from leakwatch.findings import Severity
from leakwatch.traces import leavers

if TYPE_CHECKING:
    import pandas as pd


class BorrowedColleague(Test):
    """A leaver's former clients, first opened by a colleague after the leave date, beyond chance.

    Without a case, and not met before by that colleague. Null: see leavers.borrowed, a
    hypergeometric draw from the people the branch knows, or what the other colleagues draw. Under
    three such people nothing is said. A successor named by a handover ticket is excused.

    >>> BorrowedColleague().needs
    ('staff',)
    """

    name = "borrowed_colleague"
    severity = Severity.HIGH
    needs = ("staff",)
    runbook = """
    1. Ask who took over the leaver's clients, and whether a handover was written down.
    2. Compare the people opened with the leaver's last months: the same list?
    3. Look for contact between the two: link evidence, a shared terminal, the leaver's new firm.
    4. Ask the clients whether a competitor has called them.
    """
    because = (
        "in 28 days {hits} of the {draws} people this account first opened, without a case, were "
        "clients of a colleague who had left ({gone}); by chance about {expected} would be"
    )

    def frame(self, facts: Facts) -> pd.DataFrame:
        """The days beside the leaver whose clients they hit most."""
        found = leavers.borrowed(facts.pairs, facts.context["staff"])
        found["day"] = found["day"].astype(facts.frame["day"].dtype)
        found["borrowed"] = found["borrowed"].astype("float64")
        return facts.frame.merge(found, on=["actor", "day"], how="left")

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The p of the leaver hit most, and its numbers."""
        said = frame[["actor", "day", "hits", "draws", "expected", "gone"]]
        return said.assign(log_p=frame["borrowed"].fillna(0.0))
