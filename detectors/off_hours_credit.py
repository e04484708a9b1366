"""Credit reports out of hours: pulled at night, on holidays, outside the shift."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier


class OffHoursCredit(Outlier):
    """Credit reports pulled outside the shift, more than the past and the evening explain.

    Those without a case and those at night count again, so they weigh more; a month's end on
    which the whole branch stays late lifts all and accuses none.

    >>> OffHoursCredit.severity.name
    'CRITICAL'
    """

    name = "off_hours_credit"
    severity = Severity.CRITICAL
    weight = 0.5
    runbook = """
    1. Check attendance and the terminal: was the account's owner in the building?
    2. Ask for the application and the written authorisation behind each report.
    3. Compare with the lender's bill of the credit bureau for the same hours.
    4. If the owner was away, treat the account as stolen: change the password first.
    """
    because = (
        "pulled {credit_off_hours} credit reports outside working hours ({credit_off_hours_28} "
        "in 28 days); colleagues in the same job that day: median {peers.credit_off_hours}; own "
        "median before: {own.credit_off_hours}; {credit_off_hours_unexplained} of them without a "
        "case, {credit_nights} between 22:00 and 06:00"
    )
    facts = ("credit_off_hours", "credit_off_hours_unexplained", "credit_nights")
    weights: ClassVar[Mapping[str, float]] = {
        "credit_off_hours_unexplained": 2.0,
        "credit_nights": 2.0,
    }
