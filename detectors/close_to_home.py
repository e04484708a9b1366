"""Close to home: the own record, the family's, a housemate's or a colleague's is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity
from leakwatch.traces import kin

if TYPE_CHECKING:
    import ibis.expr.types as ir


class CloseToHome(Rule):
    """Fires on looks without a case at oneself, a housemate or family, or at a colleague.

    At a colleague of the branch only if it was at what the law weighs most (health, calls,
    credit …) or three times that day. With a ticket colleagues are customers like others, and so
    they are to a job that has none. The more days of four weeks, the rarer: curiosity comes once.

    >>> CloseToHome().needs
    ('staff',)
    """

    name = "close_to_home"
    severity = Severity.MEDIUM
    weight, alone = 2.0, False
    needs = ("staff",)
    runbook = """
    1. Ask the account's owner why they served this person themselves.
    2. Ask the person opened, if a colleague, whether they wanted it.
    3. Look for a quarrel, a divorce, a debt, an appointment to be had: what would it be used for?
    4. Remind the branch that own and family matters go to another clerk.
    """
    because = (
        "without a case: {own} looks at the own record, {home} at people of the own address, "
        "{family} at people linked as family, {colleagues} at colleagues of the branch; on "
        "{again} days of the last 28"
    )
    adds = ("own", "home", "family", "colleagues", "again")
    grade = "again"

    def days(self, facts: Facts) -> ir.Table:
        """Actor-days with their looks at people who are close."""
        if facts.pairs is None:
            return facts.days.mutate(**dict.fromkeys(self.adds, 0)).limit(0)
        met = kin.opened(facts.pairs, facts.context["staff"], facts.context.get("links"))
        return kin.counted(met, kin.careless(facts.frame))

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """Any of them."""
        return day.own + day.home + day.family + day.colleagues > 0
