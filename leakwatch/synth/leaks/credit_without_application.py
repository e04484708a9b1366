"""Credit reports for approval, with nothing to approve."""

from __future__ import annotations

from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import (
    in_shift,
    numbered,
    plan,
    some_days,
    working_days,
)
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_credit_without_application(plot: Plot) -> None:
    """Reports for approval or a card by day, with no application, some with a used number."""
    house = plot.houses["lender"]
    rng = dice(house.seed, "credit_without_application")
    clerks = plot.casts["lender"].regulars(plot.several(3), "客户经理", "风控")
    for number, account in numbered(rng, clerks):
        low, high = ((2, 5), (5, 14))[number % 2]
        days = working_days(house, account)
        by_day = plan(rng, some_days(rng, days, len(days) // 2, len(days)), low, high)
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        deed = rng.choice((1, 1, 2, 6), len(second))
        out = pulled(rng, house, account, second, deed=deed, covered=0.25)
        plot.leak("credit_without_application", house, account, out)
