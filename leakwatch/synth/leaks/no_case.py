"""Some look-ups a day for a friend outside, without a ticket, in place of honest work."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.bulk_lookup import working_days
from leakwatch.synth.leaks.targets import strangers, thinned
from leakwatch.synth.looks import HONEST, Looks, followed, looks
from leakwatch.synth.plot import Plot

JOBS = {
    "carrier": ("营业员", "客服"),
    "lender": ("客户经理", "审批员"),
    "hospital": ("护士", "医生"),
}


def plant_no_case(plot: Plot) -> None:
    """In every organisation, between the faintest and the plainest."""
    for name, count in (("carrier", max(2, plot.several(3))), ("lender", 1), ("hospital", 1)):
        house = plot.houses[name]
        rng = dice(house.seed, name, "no_case")
        for number, account in enumerate(plot.casts[name].regulars(count, *JOBS[name])):
            low, high = ((5, 10), (8, 15), (12, 21))[number % 3]
            by_day = {
                int(day): int(rng.integers(low, high)) for day in working_days(house, account)
            }
            stand_aside(rng, house, account, by_day)
            plot.leak("no_case", house, account, drip(rng, house, account, by_day))


def stand_aside(
    rng: np.random.Generator, house: House, account: int, by_day: dict[int, int]
) -> None:
    """Honest work shrinks by as much, so that the day's total says nothing."""
    everything = Looks.joined(house.looks)
    honest = everything.take(everything.leak == HONEST)
    others = everything.take(everything.leak != HONEST)
    house.looks[:] = [thinned(rng, honest, account, by_day, honest.second // DAY), others]


def drip(rng: np.random.Generator, house: House, account: int, by_day: dict[int, int]) -> Looks:
    """Single looks anywhere in the shift; a few find nobody."""
    day = np.repeat(np.fromiter(by_day, dtype=np.int64), list(by_day.values()))
    begin, end = house.roster.begin[account, day] * 60, house.roster.end[account, day] * 60
    second = day * DAY + begin + (rng.random(len(day)) * (end - begin)).astype(np.int64)
    person = strangers(rng, house, len(day), known=0.92)
    first = looks(
        np.full(len(day), account),
        np.sort(second),
        person,
        1 if house.name == "lender" else 0,
        found=person >= 0,
    )
    return first if house.name == "lender" else followed(rng, first, 0.2, np.array([0, 1]))
