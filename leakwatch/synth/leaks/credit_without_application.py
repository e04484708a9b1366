"""Credit reports for approval, with nothing to approve."""

from __future__ import annotations

from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.plot import Plot


def plant_credit_without_application(plot: Plot) -> None:
    """Reports for approval or a card by day, with no application, some with a used number."""
    count, kind = plot.several(3), "credit_without_application"
    for rng, house, account, number in parts(plot, "lender", kind, count, "客户经理", "风控"):
        low, high = ((2, 5), (5, 14))[number % 2]
        days = working_days(house, account)
        by_day = plan(rng, some_days(rng, days, len(days) // 2, len(days)), low, high)
        second = instead(rng, house, account, by_day)
        deed = rng.choice((1, 1, 2, 6), len(second))
        out = pulled(rng, house, account, second, deed=deed, covered=0.25)
        plot.leak(kind, house, account, out)
