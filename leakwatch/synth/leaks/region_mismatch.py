"""Credit reports on people of other provinces, for brokers there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import (
    in_shift,
    plan,
    some_days,
    working_days,
)
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_region_mismatch(plot: Plot) -> None:
    """People of other provinces, under applications that are somebody else's or nobody's."""
    house = plot.houses["lender"]
    rng = dice(house.seed, "region_mismatch")
    far = np.flatnonzero([one[:2] not in ("33", "65") for one in house.people.id_no])
    for account in plot.casts["lender"].regulars(plot.several(2), "客户经理", "审批员"):
        by_day = plan(rng, some_days(rng, working_days(house, account), 6, 20), 3, 14)
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=1, among=far, covered=0.7)
        plot.leak("region_mismatch", house, account, replace(out, found=out.person >= 0))
