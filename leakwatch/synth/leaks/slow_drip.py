"""A few a day, every working day for months, part of them under numbers of one's own."""

from __future__ import annotations

from leakwatch.synth.leaks.days import plan, working_days
from leakwatch.synth.leaks.no_case import drip
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.plot import Plot

SLOW = {
    "carrier": ("客服", "店长"),
    "courier": ("总部客服", "网点客服"),
    "insurer": ("内勤", "客服"),
}


def plant_slow_drip(plot: Plot) -> None:
    """5 to 20 a day until the end, a part of them behind numbers of one's own."""
    for org, jobs in SLOW.items():
        for rng, house, account, number in parts(plot, org, "slow_drip", plot.several(2), *jobs):
            low, high = ((5, 8), (9, 20))[number % 2]
            by_day = plan(rng, working_days(house, account), low, high)
            covered = float(rng.uniform(0.0, 0.3))
            plot.leak("slow_drip", house, account, drip(rng, house, account, by_day, covered))
