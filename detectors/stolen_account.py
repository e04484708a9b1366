"""Stolen account: log-ins tried for many, one succeeds, and somebody else pulls records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity
from leakwatch.traces import storms
from leakwatch.traces.intruders import unlike_owner

if TYPE_CHECKING:
    import ibis.expr.types as ir


class StolenAccount(Rule):
    """Fires on looks from where `strangers` accounts failed to log in, or by an unlike stranger.

    The second: a place or device this account never used, a rhythm that is not its owner's, and
    people without a case in numbers; each alone is a move, a night shift or a bad day. Five
    strangers: one mistypes a neighbour's number, two share a terminal, five are a list.

    >>> StolenAccount().strangers
    5
    """

    name = "stolen_account"
    severity = Severity.CRITICAL
    runbook = """
    1. Lock the account and change its password; ask its owner where they were.
    2. Find who sat at the terminal or behind the address, and which accounts failed there.
    3. Check those accounts too: the list that was tried has others that may yet succeed.
    4. Treat the people opened from there as exposed.
    """
    because = (
        "{looks} looks, {unexplained} without a case, on a day with {new_places} places and "
        "{new_devices} devices this account never used; other accounts that failed to log in "
        "where it was used: {strangers}; looks outside working hours: {off_hours}; seconds "
        "between two looks: {gap_median}, usual: {own.gap_median}"
    )
    adds = ("strangers",)

    def __init__(self, strangers: int = 5) -> None:
        if strangers < 2:
            raise ValueError("strangers is 2 or more: one failed log-in is a slip")
        self.strangers = strangers

    def days(self, facts: Facts) -> ir.Table:
        """Actor-days with `strangers` and whether the day is `unlike` its owner's."""
        import ibis

        days = unlike_owner(facts.frame)
        found = storms.taken(facts.deeds, self.strangers)
        days = days.merge(found.assign(day=found["day"].astype(days["day"].dtype)),
                          on=["actor", "day"], how="left")  # fmt: skip
        return ibis.memtable(days.fillna({"strangers": 0}))

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """A storm came through, or the owner is not the one at work."""
        return (day.strangers > 0) | day.unlike
