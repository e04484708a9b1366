"""The same export again and again, for a buyer who comes every so many days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth import carrier, hospital, insurer
from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import numbered, working_days
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.place import addresses
from leakwatch.synth.plot import Plot

EXPORTS = {
    "hospital": ("病案室", hospital.EXPORT),
    "insurer": ("机构经理", insurer.EXPORT),
    "carrier": ("后台", carrier.EXPORT),
}


def plant_periodic_export(plot: Plot) -> None:
    """An export every so many days, of nearly the same size; some with a colleague's password."""
    for number, (name, (job, deed)) in enumerate(EXPORTS.items()):
        house = plot.houses[name]
        rng = dice(house.seed, name, "periodic_export")
        for place, account in numbered(rng, plot.casts[name].regulars(plot.several(1), job)):
            borrowed = (number + place) % 2 == 0
            second = rhythm(rng, house, account, borrowed)
            rows = np.round(rng.integers(900, 8_000) * rng.normal(1, 0.06, len(second)))
            seat = house.also_at(neighbour(house, account)) if borrowed else -1
            out = pulled(rng, house, account, second, deed=deed, known=1.0, place=seat)
            out = replace(out, rows=rows.astype(np.int64))
            plot.leak("periodic_export", house, account, out)


def rhythm(rng: np.random.Generator, house: House, account: int, borrowed: bool) -> Ints:
    """From a third of the time on: in the account's own shifts, or after hours if borrowed."""
    days = house.almanac.days
    period = min(15, max(3, days // int(rng.integers(5, 9))))
    wish = np.arange(days // 3 + int(rng.integers(0, 3)), days, period)
    if borrowed:
        return (
            wish * DAY + rng.integers(17, 20, len(wish)) * 3600 + rng.integers(0, 1800, len(wish))
        )
    on = working_days(house, account)
    near = np.unique(on[np.minimum(np.searchsorted(on, wish), len(on) - 1)])
    end = house.roster.end[account, near] * 60
    return near * DAY + end - rng.integers(600, 3_000, len(near))


def neighbour(house: House, account: int) -> str:
    """The address of somebody of the same site."""
    same = np.flatnonzero((house.staff.site == house.staff.site[account]) & ~house.staff.batch)
    other = same[same != account]
    return str(addresses(house)[0][int(other[0]) if len(other) else account])
