"""Leaking as much as fits below the limit at which a warning comes."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import in_shift, some_days, working_days
from leakwatch.synth.leaks.pulls import honest, pulled
from leakwatch.synth.plot import Plot


def plant_quota_hugging(plot: Plot) -> None:
    """A limit warns at forty a day, so every day ends one, two or three below it."""
    for name, jobs in (("lender", ("客户经理", "贷后管理")), ("insurer", ("客服",))):
        house = plot.houses[name]
        rng = dice(house.seed, name, "quota_hugging")
        for account in plot.casts[name].regulars(plot.several(1), *jobs):
            limit = int(rng.choice((30, 40, 50)))
            had = np.bincount(honest(house, account).second // DAY, minlength=house.almanac.days)
            days = working_days(house, account)
            days = some_days(rng, days, len(days) * 2 // 3, len(days))
            wish = {int(day): limit - int(rng.integers(1, 4)) - int(had[day]) for day in days}
            by_day = {day: count for day, count in wish.items() if count > 0}
            second = in_shift(rng, house, account, by_day)
            out = pulled(rng, house, account, second, covered=0.25)
            plot.leak("quota_hugging", house, account, out)
