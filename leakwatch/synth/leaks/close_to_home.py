"""Oneself, one's family, colleagues: curiosity and revenge."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.targets import READ
from leakwatch.synth.looks import looks
from leakwatch.synth.plot import Plot

JOBS = {
    "carrier": ("营业员", "客服"),
    "hospital": ("护士", "收费员"),
    "lender": ("审批员", "客户经理"),
}


def plant_close_to_home(plot: Plot) -> None:
    """Oneself, one's family, colleagues; one of them again and again."""
    for org, jobs in JOBS.items():
        for rng, house, account, _ in parts(plot, org, "close_to_home", plot.several(1), *jobs):
            by_day = plan(rng, some_days(rng, working_days(house, account), 5, 12), 1, 3)
            second = in_shift(rng, house, account, by_day)
            near = circle(rng, house, account)
            odds = np.array([4.0, *([1.0] * (len(near) - 1))])
            person = rng.choice(near, len(second), p=odds / odds.sum())
            who = np.full(len(second), account)
            plot.leak("close_to_home", house, account, looks(who, second, person, READ[org]))


def circle(rng: np.random.Generator, house: House, account: int) -> Ints:
    """The favourite first, a relative or a colleague; then the others, as far as they are here."""
    staff, mine = house.staff, house.staff.person[account]
    same = np.flatnonzero((staff.site == staff.site[account]) & ~staff.batch)
    fellows = rng.permutation(staff.person[same[same != account]])[:4]
    near = rng.permutation(np.concatenate([fellows, house.people.kin(int(mine)), [mine]]))
    here = near[house.people.customer[house.name][near]]
    known: Ints = here if len(here) else near
    return np.concatenate([known[known != mine], known[known == mine]])
