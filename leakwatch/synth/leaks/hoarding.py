"""Before somebody leaves: clients, lists and exports carried off in the last weeks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth import courier, insurer
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import in_shift, plan
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot

TAKING = {
    "lender": (1, 1, 2),
    "insurer": (insurer.VIEW, insurer.VIEW, insurer.RENEWALS, insurer.EXPORT),
    "courier": (courier.VIEW, courier.LIST, courier.PRINT, courier.EXPORT),
}
MANY = {"insurer": (insurer.RENEWALS, insurer.EXPORT), "courier": (courier.LIST, courier.EXPORT)}
JOBS = {
    "lender": ("客户经理",),
    "insurer": ("续期专员", "机构经理"),
    "courier": ("网点经理", "网点客服"),
}


def plant_hoarding(plot: Plot) -> None:
    """Five to fifteen of the last working days, before them honest ones."""
    for name, deeds in TAKING.items():
        house = plot.houses[name]
        rng = dice(house.seed, name, "hoarding")
        for account in plot.casts[name].leavers(plot.several(1), *JOBS[name]):
            worked = np.flatnonzero(house.roster.on[account])
            days = worked[len(worked) // 2 :][-int(rng.integers(5, 16)) :]
            high = int(rng.integers(8, 35))
            by_day = plan(rng, days, 2, high)
            second = in_shift(rng, house, account, by_day)
            deed = rng.choice(deeds, len(second))
            many = np.isin(deed, MANY.get(name, ()))
            out = pulled(rng, house, account, second, deed=deed, known=1.0, covered=0.1)
            rows = np.where(many, rng.integers(50, 900, len(second)), out.rows)
            plot.leak("hoarding", house, account, replace(out, rows=rows))
