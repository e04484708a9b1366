"""Credit reports on people of other provinces, for brokers there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.plot import Plot


def plant_region_mismatch(plot: Plot) -> None:
    """People of other provinces, under applications that are somebody else's or nobody's."""
    count, kind = plot.several(2), "region_mismatch"
    for rng, house, account, _ in parts(plot, "lender", kind, count, "客户经理", "审批员"):
        far = np.flatnonzero([one[:2] not in ("33", "65") for one in house.people.id_no])
        by_day = plan(rng, some_days(rng, working_days(house, account), 6, 20), 3, 14)
        second = instead(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=1, among=far, covered=0.7)
        plot.leak(kind, house, account, replace(out, found=out.person >= 0))
