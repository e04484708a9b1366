"""Children's records, opened by people who treat none."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.hospital import on_his
from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.plot import Plot


def plant_minors(plot: Plot) -> None:
    """Children's records, some a day, by people who treat none."""
    house = plot.houses["hospital"]
    fit = np.isin(
        house.shelf.home, np.flatnonzero([site.kind == "children" for site in house.sites])
    )
    sites = np.flatnonzero([site.kind in ("maternity", "records") for site in house.sites])
    for rng, _, account, number in parts(
        plot, "hospital", "minors", plot.several(2), "护士", "病案室", sites=sites
    ):
        if not on_his(house)[account]:
            continue
        low, high = ((2, 5), (6, 16))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 5, 12), low, high)
        second = instead(rng, house, account, by_day)
        out = pulled(rng, house, account, second, known=1.0, fit=fit, covered=0.1)
        plot.leak("minors", house, account, out)
