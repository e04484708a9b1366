"""Oneself, one's family, colleagues: curiosity and revenge."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.targets import READ
from leakwatch.synth.looks import looks
from leakwatch.synth.plot import Plot


def plant_close_to_home(plot: Plot) -> None:
    """Oneself, one's family, colleagues; one of them again and again."""
    for name, jobs in (
        ("carrier", ("营业员", "客服")),
        ("hospital", ("护士", "收费员")),
        ("lender", ("审批员", "客户经理")),
    ):
        house = plot.houses[name]
        rng = dice(house.seed, name, "close_to_home")
        for account in plot.casts[name].regulars(plot.several(1), *jobs):
            by_day = plan(rng, some_days(rng, working_days(house, account), 5, 12), 1, 3)
            second = in_shift(rng, house, account, by_day)
            near = circle(rng, house, account)
            odds = np.array([4.0, *([1.0] * (len(near) - 1))])
            person = rng.choice(near, len(second), p=odds / odds.sum())
            who = np.full(len(second), account)
            plot.leak("close_to_home", house, account, looks(who, second, person, READ[name]))


def circle(rng: np.random.Generator, house: House, account: int) -> Ints:
    """The favourite first: a colleague; then oneself, the family, other colleagues."""
    staff, people = house.staff, house.people
    mine = staff.person[account]
    same = np.flatnonzero((staff.site == staff.site[account]) & ~staff.batch)
    fellows = rng.permutation(staff.person[same[same != account]])[:5]
    family = np.flatnonzero(people.phone == people.phone[mine])[:4]
    return np.concatenate([fellows[:1], [mine], family[family != mine], fellows[1:]])
