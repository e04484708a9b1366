"""Departed access: an account used after its owner left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import ibis.expr.types as ir


class DepartedAccess(Rule):
    """Fires on look-ups after the day of leaving, unless a staff row covers the day.

    A person hired again has a row whose leave date is open or later, and is silent from the
    day of joining on. Failed log-ins alone are not use. An account asleep for months is another
    deed with other benign causes (leave, illness), not this one.

    >>> DepartedAccess().needs
    ('staff',)
    """

    name = "departed_access"
    severity = Severity.CRITICAL
    needs = ("staff",)
    runbook = """
    1. Lock the account now; it has no owner.
    2. Find the terminals and addresses it was used from, and whose shift that was.
    3. Ask who could know the password: the leaver, the leaver's manager, the help desk.
    4. Compare the people opened with the leaver's former clients.
    """
    because = (
        "the account opened {subjects} people's records in {looks} looks on a day after its "
        "owner had left ({left}); days used in the last 28: {active_28}"
    )

    adds = ("left",)

    def days(self, facts: Facts) -> ir.Table:
        """Days of accounts with staff rows: the last leave date before, and whether any covers."""
        staff = facts.context["staff"].select("actor", "status", "joined", "left")
        days = facts.days.select("actor", "day", "looks").inner_join(staff, "actor")
        stays = days.left >= days.day
        stays = stays.fill_null((days.status != "离职").fill_null(True))
        return days.group_by("actor", "day").agg(
            looks=days.looks.max(),
            covered=(stays & (days.joined <= days.day).fill_null(True)).max(),
            left=days.left.max(where=days.left < days.day),
        )

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """Looks after a leave date, on a day no staff row covers."""
        return (day.looks > 0) & day.left.notnull() & ~day.covered
