"""Sleeping account: unused for months, it looks again, and not as its owner would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity
from leakwatch.traces import sleepers

if TYPE_CHECKING:
    import ibis.expr.types as ir


class SleepingAccount(Rule):
    """Fires on the week after an account wakes from `months` unused, with looks without a case.

    Unused while its log went on; three months are longer than a quarter's leave or a training.
    Silent: who comes back and works with cases like others, who was on leave by the staff list,
    and seasons, when several of a job wake within two weeks.

    >>> SleepingAccount().months
    3
    """

    name = "sleeping_account"
    severity = Severity.HIGH
    alone = False
    runbook = """
    1. Ask the account's owner whether it was them, and why after so long.
    2. Look at the terminal it was used from: is it the owner's?
    3. Check why the account was still open, and who knew its password.
    4. Close accounts unused for months; let them be asked for again.
    """
    because = (
        "the account had not been used for {slept} days and opened {subjects} people's records in "
        "{looks} looks, {unexplained} of them without a case; colleagues in the same job that "
        "day: median {peers.unexplained}"
    )
    adds = ("slept",)

    def __init__(self, months: int = 3) -> None:
        if months < 1:
            raise ValueError("months is 1 or more")
        self.months = months

    def days(self, facts: Facts) -> ir.Table:
        """Actor-days with how long the account slept before its week, 0 where it did not."""
        import ibis

        return ibis.memtable(
            sleepers.woken(facts.frame, 30 * self.months, facts.context.get("staff"))
        )

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """Awake from a long sleep, and not at its owner's work."""
        return (day.slept > 0) & day.strange
