"""Credit reports out of hours: pulled at night, on holidays, outside the shift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier

if TYPE_CHECKING:
    import pandas as pd


class OffHoursCredit(Outlier):
    """Credit reports pulled outside the shift, more than the past and the evening explain.

    Those without a case count as a fact of their own, so they weigh more; a month's end on
    which the whole branch stays late lifts all and accuses none.

    >>> OffHoursCredit.severity.name
    'CRITICAL'
    """

    name = "off_hours_credit"
    severity = Severity.CRITICAL
    runbook = """
    1. Check attendance and the terminal: was the account's owner in the building?
    2. Ask for the application and the written authorisation behind each report.
    3. Compare with the lender's bill of the credit bureau for the same hours.
    4. If the owner was away, treat the account as stolen: change the password first.
    """
    because = (
        "pulled {credit_off_hours} credit reports outside working hours ({credit_off_hours_28} "
        "in 28 days); colleagues in the same job that day: median {peers.credit_off_hours}; own "
        "median before: {own.credit_off_hours}; {unexplained} of the day's looks without a case"
    )
    facts = ("credit_off_hours", "unexplained")
    weights: ClassVar[Mapping[str, float]] = {"credit_off_hours": 2.0}

    def inputs(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Reports out of hours, and at most how many of them had no case."""
        reports, bare = (frame[name].fillna(0) for name in self.facts)
        return frame[["credit_off_hours"]].assign(without_case=np.minimum(reports, bare))
