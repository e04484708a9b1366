"""Records taken by a script: sorted keys at an even pace."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth import courier
from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import even, numbered, plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.looks import Looks
from leakwatch.synth.plot import Plot

SCRIPTS = {
    "courier": ("商家服务", "网点经理"),
    "insurer": ("内勤", "核保"),
    "carrier": ("后台", "店长"),
}


def plant_scripted_access(plot: Plot) -> None:
    """Sorted keys at an even pace: fast at night, or slowly all day long."""
    for number, (name, jobs) in enumerate(SCRIPTS.items()):
        house = plot.houses[name]
        rng = dice(house.seed, name, "scripted_access")
        for place, account in numbered(rng, plot.casts[name].regulars(plot.several(2), *jobs)):
            days = working_days(house, account)
            if (place + number) % 2:
                by_day, gap, hours = plan(rng, some_days(rng, days, 5, 10), 40, 110), 95.0, (9, 10)
            else:
                by_day, gap, hours = plan(rng, some_days(rng, days, 2, 4), 120, 500), 3.0, (12, 23)
            second = even(rng, by_day, hours, gap)
            deed = courier.UNMASK if house.site_kind[account] == "merchant" else 0
            out = pulled(rng, house, account, second, deed=deed, known=0.97)
            plot.leak("scripted_access", house, account, ascending(house, out))


def ascending(house: House, out: Looks) -> Looks:
    """The same, each day's things in the order of their keys."""
    keys = house.people.phone[out.person].astype(str)
    if (out.item >= 0).any():
        keys = np.where(out.item >= 0, house.shelf.number[out.item].astype(str), "")
    order = np.lexsort((keys, out.second // DAY))
    return replace(out, person=out.person[order], item=out.item[order], found=out.found[order])
