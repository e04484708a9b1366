"""Waybills of other outlets, ordered by strangers."""

from __future__ import annotations

from leakwatch.synth.courier import PRINT, UNMASK, VIEW
from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.plot import Plot

JOBS = ("网点客服", "网点经理", "快递员")


def plant_foreign_scope(plot: Plot) -> None:
    """Waybills that neither came to nor left the outlet, on order, in place of own work."""
    some = parts(plot, "courier", "foreign_scope", plot.several(4), *JOBS)
    for rng, house, account, number in some:
        low, high = ((4, 9), (10, 25), (25, 80))[number % 3]
        days = working_days(house, account)
        by_day = plan(rng, some_days(rng, days, len(days) // 3, len(days)), low, high)
        second = instead(rng, house, account, by_day)
        home = house.staff.site[account]
        fit = (house.shelf.home != home) & (house.shelf.origin != home)
        deed = rng.choice((VIEW, VIEW, UNMASK, PRINT), len(second))
        covered = float(rng.uniform(0.0, 0.5))
        out = pulled(rng, house, account, second, deed=deed, fit=fit, covered=covered)
        plot.leak("foreign_scope", house, account, out)
