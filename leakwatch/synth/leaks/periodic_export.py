"""The same export again and again, for a buyer who comes every so many days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth import carrier, hospital, insurer
from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import next_seat, pulled
from leakwatch.synth.looks import USUAL
from leakwatch.synth.plot import Plot

EXPORTS = {
    "hospital": ("病案室", hospital.EXPORT),
    "insurer": ("机构经理", insurer.EXPORT),
    "carrier": ("后台", carrier.EXPORT),
}
FORTNIGHT = 15  # days, as in the case of Shanghai's disease control centre


def plant_periodic_export(plot: Plot) -> None:
    """An export every so many days, of nearly the same size; some with a colleague's password."""
    for place, (org, (job, deed)) in enumerate(EXPORTS.items()):
        some = parts(plot, org, "periodic_export", plot.several(1), job)
        for rng, house, account, number in some:
            borrowed = (number + place) % 2 == 0
            second = rhythm(rng, house, account, borrowed)
            rows = np.round(rng.integers(5_000, 8_001) * rng.normal(1, 0.04, len(second)))
            seat = next_seat(house, account) if borrowed else USUAL
            out = pulled(
                rng, house, account, second, deed=deed, known=1.0, covered=0.15, place=seat
            )
            out = replace(out, rows=rows.astype(np.int64))
            plot.leak("periodic_export", house, account, out)


def rhythm(rng: np.random.Generator, house: House, account: int, borrowed: bool) -> Ints:
    """From a third of the time on, in the account's own shifts, or after hours if borrowed.

    A fortnight apart, less in a world too short to show three of them.
    """
    days = house.almanac.days
    period = min(FORTNIGHT, max(3, (days - days // 3) // 3))
    wish = np.arange(days // 3 + int(rng.integers(0, 3)), days, period)
    if borrowed:
        return (
            wish * DAY + rng.integers(17, 20, len(wish)) * 3600 + rng.integers(0, 1800, len(wish))
        )
    on = working_days(house, account)
    near = np.unique(on[np.minimum(np.searchsorted(on, wish), len(on) - 1)])
    end = house.roster.end[account, near] * 60
    return near * DAY + end - rng.integers(600, 3_000, len(near))
