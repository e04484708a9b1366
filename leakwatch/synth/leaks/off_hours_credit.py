"""Credit reports pulled at night, on holidays or on leave, under reasons nobody checks."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import numbered
from leakwatch.synth.leaks.targets import cover
from leakwatch.synth.looks import Looks, looks
from leakwatch.synth.plot import Plot

LOAN_CARE, APPLICATION = 0, 1


def plant_off_hours_credit(plot: Plot) -> None:
    """From a few reports on a few nights to forty on many."""
    house = plot.houses["lender"]
    rng = dice(house.seed, "off_hours_credit")
    accounts = plot.casts["lender"].regulars(max(2, plot.several(4)), "客户经理", "贷后管理")
    for number, account in numbered(rng, accounts):
        high = 41 if number % 2 == 0 else 15
        plot.leak("off_hours_credit", house, account, nights(rng, house, account, high))


def nights(rng: np.random.Generator, house: House, account: int, high: int) -> Looks:
    """Four to ten nights, and free days by daylight too."""
    day = np.arange(house.almanac.days // 3, house.almanac.days - 1)
    count = min(len(day), int(rng.integers(4, 11)))
    chosen = np.sort(rng.choice(day, count, replace=False))
    counts = rng.integers(8, high, count)
    free = ~house.roster.on[account, chosen] & (rng.random(count) < 0.5)
    second = hours(rng, np.repeat(chosen, counts), np.repeat(free, counts))
    person = rng.choice(len(house.people), len(second), replace=False)
    deed = np.where(rng.random(len(second)) < rng.uniform(0.2, 0.8), LOAN_CARE, APPLICATION)
    case, call = cover(rng, house, account, second, 0.2)
    return looks(np.full(len(second), account), second, person, deed, case=case, call=call)


def hours(rng: np.random.Generator, day: Ints, free: Bools) -> Ints:
    """A minute or two apart from ten in the evening on; from eleven in the morning on free days."""
    start = np.where(free, 39_600, 79_200)
    jitter = {int(one): int(rng.integers(0, 9_000)) for one in np.unique(day)}
    begin = day * DAY + start + np.array([jitter[one] for one in day.tolist()])
    gap = rng.integers(25, 160, len(day))
    lag = np.cumsum(gap)
    first = np.searchsorted(day, day)
    second: Ints = begin + lag - lag[first]
    return second
