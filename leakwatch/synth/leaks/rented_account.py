"""An account let out by the day to strangers elsewhere."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.courier import UNMASK
from leakwatch.synth.leaks.days import even, plan, some_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot

TENANTS = {"carrier": ("营业员",), "courier": ("快递员", "网点客服"), "insurer": ("内勤",)}


def plant_rented_account(plot: Plot) -> None:
    """The owner goes on working; a stranger elsewhere works through lists at a machine's pace."""
    for org, jobs in TENANTS.items():
        for rng, house, account, _ in parts(plot, org, "rented_account", plot.several(1), *jobs):
            place = house.also_at(f"100.126.{rng.integers(250)}.{rng.integers(1, 250)}")
            days = np.arange(house.almanac.days // 3, house.almanac.days - 1)
            by_day = plan(rng, some_days(rng, days, 4, 12), 8, int(rng.integers(20, 90)))
            second = even(rng, by_day, (8, 21), float(rng.uniform(12, 45)))
            deed = UNMASK if org == "courier" else 0
            out = pulled(rng, house, account, second, deed=deed, known=0.9, place=place)
            plot.leak("rented_account", house, account, out)
