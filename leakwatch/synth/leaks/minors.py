"""Children's records, opened by people who treat none."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.dice import dice
from leakwatch.synth.hospital import on_his
from leakwatch.synth.leaks.days import in_shift, numbered, plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_minors(plot: Plot) -> None:
    """Children's records, some a day, by people who treat none."""
    house = plot.houses["hospital"]
    rng = dice(house.seed, "minors")
    fit = np.isin(
        house.shelf.home, np.flatnonzero([site.kind == "children" for site in house.sites])
    )
    sites = np.flatnonzero([site.kind in ("maternity", "records") for site in house.sites])
    clerks = plot.casts["hospital"].regulars(plot.several(2), "护士", "病案室", sites=sites)
    for number, account in numbered(rng, [one for one in clerks if on_his(house)[one]]):
        low, high = ((2, 5), (6, 16))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 5, 12), low, high)
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        out = pulled(rng, house, account, second, known=1.0, fit=fit, covered=0.1)
        plot.leak("minors", house, account, out)
