"""A few a day, every working day for months, part of them under numbers of one's own."""

from __future__ import annotations

from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import numbered, plan, working_days
from leakwatch.synth.leaks.no_case import drip
from leakwatch.synth.leaks.pulls import stand_aside
from leakwatch.synth.plot import Plot

SLOW = {
    "carrier": ("客服", "店长"),
    "courier": ("总部客服", "网点客服"),
    "insurer": ("内勤", "客服"),
}


def plant_slow_drip(plot: Plot) -> None:
    """5 to 20 a day until the end, a part of them behind numbers of one's own."""
    for name, jobs in SLOW.items():
        house = plot.houses[name]
        rng = dice(house.seed, name, "slow_drip")
        for number, account in numbered(rng, plot.casts[name].regulars(plot.several(2), *jobs)):
            low, high = ((5, 8), (9, 20))[number % 2]
            by_day = plan(rng, working_days(house, account), low, high)
            stand_aside(rng, house, account, by_day)
            covered = float(rng.uniform(0.0, 0.3))
            plot.leak("slow_drip", house, account, drip(rng, house, account, by_day, covered))
