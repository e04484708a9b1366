"""Waybills of other outlets, ordered by strangers."""

from __future__ import annotations

from leakwatch.synth.courier import PRINT, UNMASK, VIEW
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


def plant_foreign_scope(plot: Plot) -> None:
    """Waybills that neither came to nor left the outlet, on order, in place of own work."""
    house = plot.houses["courier"]
    rng = dice(house.seed, "foreign_scope")
    jobs = ("网点客服", "网点经理", "快递员")
    for number, account in numbered(rng, plot.casts["courier"].regulars(plot.several(4), *jobs)):
        low, high = ((4, 9), (10, 25), (25, 80))[number % 3]
        days = working_days(house, account)
        by_day = plan(rng, some_days(rng, days, len(days) // 3, len(days)), low, high)
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        home = house.staff.site[account]
        fit = (house.shelf.home != home) & (house.shelf.origin != home)
        deed = rng.choice((VIEW, VIEW, UNMASK, PRINT), len(second))
        covered = float(rng.uniform(0.0, 0.5))
        out = pulled(rng, house, account, second, deed=deed, fit=fit, covered=covered)
        plot.leak("foreign_scope", house, account, out)
