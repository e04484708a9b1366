"""A clerk works through a broker's list: in bursts of hundreds, or tens a day for weeks."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, sittings, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot

CLERKS = {
    "carrier": ("营业员", "客服"),
    "hospital": ("护士", "收费员"),
    "insurer": ("客服", "核保"),
}


def plant_bulk_lookup(plot: Plot) -> None:
    """Every second clerk in bursts, the others slowly."""
    for org, jobs in CLERKS.items():
        count = max(2, plot.several(4)) if org == "carrier" else plot.several(2)
        for rng, house, account, number in parts(plot, org, "bulk_lookup", count, *jobs):
            loud = number % 2 == (0 if org == "carrier" else 1)
            by_day = bursts(rng, house, account) if loud else weeks(rng, house, account)
            second = sittings(rng, house, account, by_day)
            known = float(rng.uniform(0.65, 0.85))
            looks = pulled(rng, house, account, second, known=known, covered=0.06)
            plot.leak("bulk_lookup", house, account, looks)


def bursts(rng: np.random.Generator, house: House, account: int) -> dict[int, int]:
    """A few days of 80 to 400."""
    days = some_days(rng, working_days(house, account), 3, 5)
    return plan(rng, days, 80, int(rng.integers(120, 400)))


def weeks(rng: np.random.Generator, house: House, account: int) -> dict[int, int]:
    """Two or three weeks of 25 to 60."""
    days = working_days(house, account)[: int(rng.integers(10, 17))]
    return plan(rng, days, 25, 60)
