"""An account somebody got into by trying passwords."""

from __future__ import annotations

import numpy as np

from leakwatch.synth import lender
from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.insurer import LOGIN
from leakwatch.synth.leaks.days import spread
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.looks import NOBODY, Looks, looks
from leakwatch.synth.plot import Plot

TRIED = {"lender": ("客户经理", "审批员", "贷后管理"), "insurer": ("理赔", "核保")}


def plant_stolen_account(plot: Plot) -> None:
    """One place fails at many accounts, gets into one, and comes back for some nights."""
    for name, jobs in TRIED.items():
        house = plot.houses[name]
        rng = dice(house.seed, name, "stolen_account")
        for account in plot.casts[name].regulars(plot.several(1), *jobs):
            place = house.also_at(f"10.{rng.integers(70, 90)}.{rng.integers(250)}.77")
            day = int(rng.integers(house.almanac.days // 3, house.almanac.days - 2))
            begin = day * DAY + int(rng.integers(11, 22)) * 3600
            house.looks.append(guesses(rng, house, account, jobs, begin, place))
            out = loot(rng, house, account, begin + 2_400, place)
            plot.leak("stolen_account", house, account, out)


def guesses(
    rng: np.random.Generator,
    house: House,
    account: int,
    jobs: tuple[str, ...],
    begin: int,
    place: int,
) -> Looks:
    """One to four failures at each of some accounts, the stolen one's last."""
    users = np.flatnonzero(house.does(*jobs) & ~house.staff.batch)
    some = rng.choice(users, min(len(users), int(rng.integers(6, 25))), replace=False)
    who = np.repeat(np.append(some, account), rng.integers(1, 5, len(some) + 1))
    second = begin + np.cumsum(rng.integers(4, 40, len(who)))
    return failures(rng, house, who, second, place)


def failures(
    rng: np.random.Generator, house: House, who: Ints, second: Ints, place: Ints | int
) -> Looks:
    """Log-ins that fail: at a lender each names the person somebody wanted to ask about."""
    person, deed = np.full(len(who), NOBODY), LOGIN
    if house.name == "lender":
        person, deed = rng.integers(0, len(house.people), len(who)), lender.LOGIN_FAILED
    return looks(who, second, person, deed, place=place, found=np.zeros(len(who), dtype=bool))


def loot(rng: np.random.Generator, house: House, account: int, begin: int, place: int) -> Looks:
    """On that day and some of the next, twenty to eighty in a row."""
    last = house.almanac.days - 1
    day = np.unique(np.minimum(begin // DAY + np.array([0, *rng.integers(1, 7, 3)]), last))
    by_day = {int(one): int(rng.integers(15, 80)) for one in day[: int(rng.integers(1, 5))]}
    lag = np.concatenate([np.cumsum(rng.integers(8, 40, count)) for count in by_day.values()])
    second = spread(by_day) * DAY + begin % DAY + lag
    return pulled(rng, house, account, second, known=0.9, covered=0.1, place=place)
