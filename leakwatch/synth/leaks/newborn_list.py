"""The lists of mothers, for those who sell to them."""

from __future__ import annotations

import numpy as np

from leakwatch.synth import hospital
from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot


def plant_newborn_list(plot: Plot) -> None:
    """The lists of the mothers' wards and the mothers on them, before a shift of others ends."""
    house = plot.houses["hospital"]
    rng = dice(house.seed, "newborn_list")
    wards = np.flatnonzero([site.kind == "maternity" for site in house.sites])
    fit = np.isin(house.shelf.home, wards)
    clerks = plot.casts["hospital"].regulars(
        plot.several(2), "病案室", "护士", sites=records(house)
    )
    for account in clerks:
        by_day = plan(rng, some_days(rng, working_days(house, account), 3, 10), 4, 18)
        day = np.repeat(np.fromiter(by_day, int), list(by_day.values()))
        end = house.roster.end[account, day] * 60
        second = np.sort(day * DAY + end - rng.integers(60, 3_300, len(day)))
        first = np.concatenate([[True], np.diff(second // DAY) > 0])
        taken = np.where(rng.random(len(day)) < 0.15, hospital.EXPORT, hospital.READ)
        deed = np.where(first, hospital.LIST, taken)
        rows = np.where(first, rng.integers(18, 32, len(day)), 1)
        out = pulled(rng, house, account, second, deed=deed, known=1.0, fit=fit, rows=rows)
        plot.leak("newborn_list", house, account, out)


def records(house: House) -> Ints:
    """Sites that use the record system and treat no mothers."""
    return np.flatnonzero([site.kind in ("records", "children") for site in house.sites])
