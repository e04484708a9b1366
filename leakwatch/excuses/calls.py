"""Excused by the customer's own call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.excuses.contract import Excuse, Ground
from leakwatch.excuses.covering import enough

if TYPE_CHECKING:
    import pandas as pd


class InboundCallWithinMinutes(Excuse):
    """The people looked at without a case had called in just before: ≥ 80 % of the looks."""

    name = "inbound_call_within_minutes"
    lets_go = ("bulk_lookup", "no_case", "peer_outlier", "slow_drip")
    nearly = (
        "{have} of {of} looks without a case followed a call by that person; "
        "{needed} would have been needed"
    )
    because = "{called} of {unexplained} looks without a case followed a call by that person"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """Enough of the looks without a case were called for."""
        return enough(days, self.covers(days, ground))

    def covers(self, days: pd.DataFrame, ground: Ground) -> pd.Series[float]:  # noqa: ARG002
        """Looks that followed a call."""
        return days["called"].astype("float64")
