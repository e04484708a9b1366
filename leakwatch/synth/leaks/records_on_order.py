"""What buyers order from a carrier: call records, messages, places, a few a day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.carrier import CALLS, LOCATION, TEXTS
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_records_on_order(plot: Plot) -> None:
    """Call records, messages and places: one to five a day, dear ones, the same people again."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "records_on_order")
    for account in plot.casts["carrier"].regulars(plot.several(3), "客服", "店长", "营业员"):
        days = working_days(house, account)
        days = some_days(rng, days, max(4, len(days) // 2), len(days))
        by_day = plan(rng, days, 1, int(rng.integers(2, 6)))
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        deed = rng.choice((CALLS, CALLS, LOCATION, TEXTS), len(second))
        out = pulled(rng, house, account, second, deed=deed, covered=0.15)
        again = np.where(rng.random(len(out)) < 0.25, rng.integers(0, len(out), len(out)), -1)
        out = replace(out, person=np.where(again >= 0, out.person[again], out.person))
        plot.leak("records_on_order", house, account, replace(out, found=out.person >= 0))
