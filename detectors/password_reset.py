"""Password reset: a customer's password is reset without the customer, and others then look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import resets, typical
from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: customers read their own bills after a true reset too: one or two in a week prove nothing
BY_SELF = 3


class PasswordReset(Rule):
    """Fires on resets without a case or call that are followed, or that come in numbers.

    Followed: within 24 hours an account elsewhere opens that person's sensitive records, or in a
    week three of the people read theirs by self-service. In numbers: five that the job's rate and
    the account's own would bring once in a million days (beta-binomial over 1, 7 and 28 days).

    >>> PasswordReset.severity.name
    'CRITICAL'
    """

    name = "password_reset"
    severity = Severity.CRITICAL
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
        found = resets.after_reset(facts.pairs)
        found["day"] = found["day"].astype(frame["day"].dtype)
        days = frame[["actor", "day"]].merge(found, on=["actor", "day"], how="left")
        at = typical.panel(frame)
        week = at.back(at.sums(at.take(days["by_self"]), 7))
        return ibis.memtable(days.fillna(0).assign(week=week, many=resets.too_many(frame)))

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """Followed by staff, by self-service again and again, or too many."""
        return (day.by_staff > 0) | ((day.by_self > 0) & (day.week >= BY_SELF)) | day.many
