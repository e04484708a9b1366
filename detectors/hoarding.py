"""Hoarding: somebody who is about to leave carries records away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier
from leakwatch.traces import leavers

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.detector import Facts


class Hoarding(Outlier):
    """Prints, exports and unmasked records rise in the `weeks` before the account's owner leaves.

    Everybody's days teach what is usual; only days before a leave date are judged, that day with
    them. Six weeks: notice is given a month ahead, and whoever plans it begins before. Work that
    is handed over has tickets; taking without a case weighs most.

    >>> Hoarding(weeks=4).weeks
    4
    """

    name = "hoarding"
    severity = Severity.HIGH
    needs = ("staff",)
    runbook = """
    1. Ask the manager what had to be handed over, and to whom.
    2. Find the files: prints collected, exports kept, mails and drives of those days.
    3. Compare the people taken with the leaver's own clients and with other branches'.
    4. Remind the leaver in writing of what may not be kept; secure the machine before the last day.
    """
    because = (
        "took {taken} records ({exported} exported, {unmasks} unmasked), {taken_unexplained} "
        "without a case, {days_left} days before leaving; {taken_28} in 28 days; own median "
        "before: {own.taken}; opened {new_subjects} people for the first time, usual: "
        "{own.new_subjects}"
    )
    facts = ("taken", "taken_unexplained", "exported", "unmasks", "new_subjects")
    weights: ClassVar[Mapping[str, float]] = {"taken_unexplained": 2.0, "new_subjects": 0.3}

    def __init__(self, weeks: int = 6) -> None:
        if weeks < 1:
            raise ValueError("weeks is 1 or more")
        self.weeks = weeks

    def frame(self, facts: Facts) -> pd.DataFrame:
        """The days with how many are left before leaving."""
        left = leavers.days_left(facts.frame, facts.context["staff"])
        return facts.frame.assign(days_left=left)

    def asked(self, frame: pd.DataFrame) -> pd.Series[bool]:
        """Days with something taken, before a leave date."""
        return frame["days_left"].between(0, 7 * self.weeks) & (frame["taken"] > 0)
