"""A clerk works through a broker's list: in bursts of hundreds, or tens a day for weeks."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.targets import cover, strangers
from leakwatch.synth.looks import Looks, looks
from leakwatch.synth.plot import Plot


def plant_bulk_lookup(plot: Plot) -> None:
    """Every second clerk in bursts, the others slowly; the record room's clerk slowly too."""
    carrier, hospital = plot.houses["carrier"], plot.houses["hospital"]
    rng = dice(carrier.seed, "bulk_lookup")
    clerks = plot.casts["carrier"].regulars(max(2, plot.several(4)), "营业员", "客服")
    for number, account in enumerate(clerks):
        plan = bursts(rng, carrier, account) if number % 2 == 0 else weeks(rng, carrier, account)
        plot.leak("bulk_lookup", carrier, account, worked_through(rng, carrier, account, plan))
    for number, account in enumerate(
        plot.casts["hospital"].regulars(plot.several(2), "护士", "收费员")
    ):
        plan = weeks(rng, hospital, account) if number % 2 == 0 else bursts(rng, hospital, account)
        plot.leak("bulk_lookup", hospital, account, worked_through(rng, hospital, account, plan))


def working_days(house: House, account: int) -> Ints:
    """Days of work after a third of the time, so that every leaker has an honest past."""
    days = np.flatnonzero(house.roster.on[account])
    return days[days >= house.almanac.days // 3]


def bursts(rng: np.random.Generator, house: House, account: int) -> dict[int, int]:
    """A few days of 80 to 400."""
    days = working_days(house, account)
    chosen = np.sort(rng.choice(days, min(len(days), int(rng.integers(3, 6))), replace=False))
    high = int(rng.integers(120, 400))
    return {int(day): int(rng.integers(80, high)) for day in chosen}


def weeks(rng: np.random.Generator, house: House, account: int) -> dict[int, int]:
    """Two or three weeks of 25 to 60."""
    days = working_days(house, account)[: int(rng.integers(10, 17))]
    return {int(day): int(rng.integers(25, 61)) for day in days}


def worked_through(
    rng: np.random.Generator, house: House, account: int, plan: dict[int, int]
) -> Looks:
    """Two or three sittings a day, 3 to 20 seconds from one key to the next."""
    second = np.concatenate(
        [sittings(rng, house, account, day, count) for day, count in plan.items()]
    )
    person = strangers(rng, house, len(second), known=float(rng.uniform(0.65, 0.85)))
    return looks(
        np.full(len(second), account),
        second,
        person,
        0,
        found=person >= 0,
        case=cover(rng, house, account, second, 0.06),
    )


def sittings(rng: np.random.Generator, house: House, account: int, day: int, count: int) -> Ints:
    """Moments within the shift."""
    begin = day * DAY + int(house.roster.begin[account, day]) * 60
    length = int(house.roster.end[account, day] - house.roster.begin[account, day]) * 60
    starts = np.sort(begin + rng.integers(900, max(901, length - count * 12), 3))
    turn = np.sort(rng.integers(0, 3, count))
    return starts[turn] + np.cumsum(rng.integers(3, 21, count))
