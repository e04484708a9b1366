"""Somebody has left and has a former colleague look up his clients."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, some_days, spread, working_days
from leakwatch.synth.leaks.pulls import honest, pick, stand_aside
from leakwatch.synth.looks import NOBODY, Looks, looks
from leakwatch.synth.plot import Plot


def plant_borrowed_colleague(plot: Plot) -> None:
    """Somebody has left, and a former colleague opens his clients for him."""
    for name, job in (("lender", "客户经理"), ("insurer", "内勤"), ("carrier", "营业员")):
        house, cast = plot.houses[name], plot.casts[name]
        rng = dice(house.seed, name, "borrowed_colleague")
        for leaver in cast.leavers(1, job):
            own = honest(house, leaver)
            site = house.staff.site[[leaver]]
            helpers = cast.regulars(1, str(house.job_name[leaver]), sites=site)
            for account in helpers if len(own) > 20 else []:
                out = clients(rng, house, account, own, int(house.staff.left[leaver]))
                plot.leak("borrowed_colleague", house, account, out)


def clients(rng: np.random.Generator, house: House, account: int, own: Looks, left: int) -> Looks:
    """Some of the leaver's clients a day, in place of own work, without a case."""
    days = working_days(house, account)
    days = days[days > left]
    if len(days) == 0:
        days = working_days(house, account)[-3:]
    by_day = plan(rng, some_days(rng, days, 5, 15), 3, int(rng.integers(5, 11)))
    stand_aside(rng, house, account, by_day)
    day = spread(by_day)
    begin, end = house.roster.begin[account, day] * 60, house.roster.end[account, day] * 60
    second = np.sort(day * DAY + begin + (rng.random(len(day)) * (end - begin)).astype(np.int64))
    _, first = np.unique(np.where(own.item >= 0, own.item, own.person), return_index=True)
    chosen = own.take(pick(rng, first[own.person[first] != NOBODY], len(second)))
    deed = 1 if house.name == "lender" else 0
    return looks(np.full(len(second), account), second, chosen.person, deed, item=chosen.item)
