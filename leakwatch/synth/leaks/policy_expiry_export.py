"""Lists of policies that run out, taken out for those who sell renewals."""

from __future__ import annotations

import numpy as np

from leakwatch.synth import insurer
from leakwatch.synth.arrays import DAY
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot

JOBS = ("机构经理", "内勤", "续期专员")


def plant_policy_expiry_export(plot: Plot) -> None:
    """Lists of what runs out, city after city, then taken out: for those who sell renewals."""
    count, kind = plot.several(2), "policy_expiry_export"
    for rng, house, account, _ in parts(plot, "insurer", kind, count, *JOBS):
        days = some_days(rng, working_days(house, account), 3, 7)
        by_day = plan(rng, days, 2, int(rng.integers(4, 9)))
        second = in_shift(rng, house, account, by_day)
        taken = rng.random(len(second)) < 0.45
        deed = np.where(taken, insurer.EXPORT, insurer.RENEWALS)
        left = house.shelf.until // DAY - int(days[0])
        fit = (house.shelf.home != house.staff.site[account]) & (left >= 0) & (left < 60)
        rows = rng.integers(150, 3_000, len(second))
        out = pulled(rng, house, account, second, deed=deed, known=1.0, fit=fit, rows=rows)
        plot.leak(kind, house, account, out)
