"""Waybills shown in plain by the hundred."""

from __future__ import annotations

from leakwatch.synth.courier import UNMASK
from leakwatch.synth.leaks.days import even, plan, sittings, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot

JOBS = ("网点客服", "中转操作员", "快递员")


def plant_unmasking(plot: Plot) -> None:
    """Waybills shown in plain by the hundred in minutes, or some dozens a day."""
    for rng, house, account, number in parts(plot, "courier", "unmasking", plot.several(3), *JOBS):
        days = working_days(house, account)
        if number % 2:
            second = even(rng, plan(rng, some_days(rng, days, 2, 5), 90, 400), (11, 18), 1.6)
        else:
            by_day = plan(rng, some_days(rng, days, 6, 14), 15, 45)
            second = sittings(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=UNMASK, covered=0.05)
        plot.leak("unmasking", house, account, out)
