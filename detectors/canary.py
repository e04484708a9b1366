"""Canary: a planted record was touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leakwatch.detector import Facts, Rule
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Canary(Rule):
    """Fires on every look at a person listed in `subjects`, whatever case is given for it.

    A planted record is nobody's: no customer calls, no ticket is true. `subjects` holds tokens as
    `leakwatch token` prints them, all of the record: key, phone and ID number. With none listed
    it is silent.

    >>> Canary(subjects=["0cc175b9c0f1b6a831c399e269772661"]).subjects
    ('0cc175b9c0f1b6a831c399e269772661',)
    """

    name = "canary"
    severity = Severity.CRITICAL
    runbook = """
    1. Do not ask the account's owner yet; nobody shall know which record it is.
    2. Read what else the account opened before and after: the list the record stood on.
    3. See whether others opened it too, and in which order.
    4. Plant a new record: this one is known now.
    """
    because = (
        "touched {canaries} planted records {touches} times, {touches_unexplained} of them "
        "without a case, among {looks} looks that day"
    )
    adds = ("canaries", "touches", "touches_unexplained")

    def __init__(self, subjects: Sequence[str] = ()) -> None:
        if isinstance(subjects, str):
            raise ValueError("subjects is a list of tokens, not one text")
        self.subjects = tuple(subjects)

    def days(self, facts: Facts) -> ir.Table:
        """Actor-days with their looks at planted records."""
        pairs = facts.pairs
        if pairs is None or not self.subjects:
            return facts.days.limit(0).mutate(**dict.fromkeys(self.adds, 0))
        touched = pairs.filter(pairs.subject.isin(self.subjects))
        return touched.group_by("actor", "day").agg(
            canaries=touched.subject.nunique(),
            touches=touched.looks.sum().cast("int64"),
            touches_unexplained=touched.unexplained.sum().cast("int64"),
        )

    def when(self, day: ir.Table) -> ir.BooleanValue:
        """Any touch."""
        return day.touches > 0
