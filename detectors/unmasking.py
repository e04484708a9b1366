"""Unmasking: waybills or identities shown in plain without a task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier


class Unmasking(Outlier):
    """Masked records shown in plain, beyond the own past, the job, and what the tasks need.

    Unmasking without a delivery, a call or a ticket counts most; a courier at the peak unmasks
    more parcels, but of the own list of that day.

    >>> Unmasking.needs
    ('cases',)
    """

    name = "unmasking"
    severity = Severity.HIGH
    weight = 0.5
    needs = ("cases",)
    runbook = """
    1. Compare the records unmasked with the account's delivery list and tickets of that day.
    2. Ask which program unmasked them: the hand terminal, the web page, or a script.
    3. Look whether the same records were opened by others of the outlet without unmasking.
    4. If a rented account is likely, find the terminal and stop it before the account.
    """
    because = (
        "{unmasks} records shown in plain, {unmasks_unexplained} of them without a task "
        "({unmasks_28} in 28 days); colleagues in the same job that day: median {peers.unmasks}, "
        "without a task {peers.unmasks_unexplained}; own median before: "
        "{own.unmasks_unexplained}"
    )
    facts = ("unmasks", "unmasks_unexplained")
    weights: ClassVar[Mapping[str, float]] = {"unmasks": 0.3, "unmasks_unexplained": 3.0}
