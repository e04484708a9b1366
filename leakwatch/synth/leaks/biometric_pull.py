"""Faces and photographs of identity cards, for whoever opens accounts with them."""

from __future__ import annotations

from leakwatch.synth.carrier import PHOTO
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import in_shift, numbered, plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_biometric_pull(plot: Plot) -> None:
    """Faces and photographs of identity cards, for whoever opens accounts with them."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "biometric_pull")
    clerks = plot.casts["carrier"].regulars(plot.several(2), "营业员", "店长")
    for number, account in numbered(rng, clerks):
        low, high = ((3, 8), (15, 60))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 5, 12), low, high)
        stand_aside(rng, house, account, by_day)
        second = in_shift(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=PHOTO, covered=0.1)
        plot.leak("biometric_pull", house, account, out)
