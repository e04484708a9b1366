"""Password reset: a customer's password is reset without the customer, and others then look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import typical
from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity
from leakwatch.traces import resets

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: so many in a week are no chance: people complain, and read bills with their new password
BY_STAFF, BY_SELF = 2, 3


class PasswordReset(Rule):
    """Fires on resets without a case or call that are followed, or that come in numbers.

    Followed: within 24 hours accounts elsewhere open the sensitive records of two such people in
    a week, or three read theirs by self-service. In numbers: see resets.too_many.

    >>> PasswordReset.severity.name
    'CRITICAL'
    """

    name = "password_reset"
    severity = Severity.CRITICAL
    weight, alone = 2.0, False
    runbook = """
    1. Ask for the proof of each customer's presence: card read, face check, recorded call.
    2. Compare the address of the log-in that followed with the customer's usual ones.
    3. Call the customers: did they ask for a new password?
    4. Lock self-service of those who did not, and keep its log.
    """
    because = (
        "reset {resets} passwords, {resets_unexplained} without a case or a call; of those people "
        "{by_staff} were then opened by other accounts elsewhere and {by_self} through "
        "self-service within 24 hours; colleagues in the same job: median {peers.resets}"
    )
    adds = ("by_staff", "by_self")

    def days(self, facts: Facts) -> ir.Table:
        """Actor-days with resets: what followed them, and whether there are too many."""
        import ibis

        frame = facts.frame
        found = resets.after_reset(facts.pairs).astype({"day": frame["day"].dtype})
        days = frame[["actor", "day"]].merge(found, on=["actor", "day"], how="left")
        days = days.fillna(0).astype({"by_staff": float, "by_self": float})
        at = typical.panel(frame)
        staff, own = (at.take(days[name]) for name in ("by_staff", "by_self"))
        week = at.back(at.sums(staff / BY_STAFF + own / BY_SELF, 7))
        return ibis.memtable(days.assign(week=week, many=resets.too_many(frame)))

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """Followed again and again, or too many."""
        return ((day.by_staff + day.by_self > 0) & (day.week >= 1)) | day.many
