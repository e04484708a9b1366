"""Faces and photographs of identity cards, for whoever opens accounts with them."""

from __future__ import annotations

from leakwatch.synth.carrier import PHOTO
from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.plot import Plot


def plant_biometric_pull(plot: Plot) -> None:
    """Some a day, or some dozens, by desks that see a few for every customer."""
    some = parts(plot, "carrier", "biometric_pull", plot.several(2), "营业员", "店长")
    for rng, house, account, number in some:
        low, high = ((3, 8), (15, 60))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 5, 12), low, high)
        second = instead(rng, house, account, by_day)
        out = pulled(rng, house, account, second, deed=PHOTO, covered=0.1)
        plot.leak("biometric_pull", house, account, out)
