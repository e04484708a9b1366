"""Bulk registration: SIM cards, sub-cards or accounts opened in numbers, several for one person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from leakwatch.findings import Severity
from leakwatch.outlier import Outlier
from leakwatch.traces import registrations

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.detector import Facts


class BulkRegistration(Outlier):
    """More registered without an order, for the same people, from one place, than is usual.

    A campus week or a company's order brings many too, but with an order each and for the whole
    outlet; volume alone counts little, what lifts all colleagues nothing.

    >>> BulkRegistration().facts[1]
    'registers_unexplained'
    """

    name = "bulk_registration"
    severity = Severity.CRITICAL
    runbook = """
    1. Ask for the order or the group contract behind the registrations of that day.
    2. Check for each card who was present: card read, face check, the picture taken.
    3. Look where the cards were first switched on, and whether they were used in a fraud.
    4. Suspend those whose owner knows nothing of them.
    """
    because = (
        "registered {registers} cards or accounts, {registers_unexplained} without an order, "
        "{registers_again} for people who had one that day; {registers_28} in 28 days; colleagues "
        "in the same job that day: median {peers.registers}; own median before: {own.registers}; "
        "other accounts registered {registers_there} from the same place"
    )
    facts = ("registers", "registers_unexplained", "registers_again", "registers_there")
    weights: ClassVar[Mapping[str, float]] = {
        "registers": 0.3,
        "registers_unexplained": 3.0,
        "registers_there": 0.5,
    }

    def frame(self, facts: Facts) -> pd.DataFrame:
        """The days with what their registrations were."""
        return registrations.registered(facts.deeds, facts.frame)
