"""Policy numbers from outside, completed with names and phones."""

from __future__ import annotations

from leakwatch.synth.leaks.days import plan, sittings, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled, stand_aside
from leakwatch.synth.plot import Plot


def plant_policy_completion(plot: Plot) -> None:
    """Policy numbers come from outside; the agent fills in names and phones, one after another."""
    count, kind = plot.several(3), "policy_completion"
    for rng, house, account, number in parts(plot, "insurer", kind, count, "客服"):
        low, high = ((6, 14), (15, 60))[number % 2]
        by_day = plan(rng, some_days(rng, working_days(house, account), 5, 15), low, high)
        stand_aside(rng, house, account, by_day)
        second = sittings(rng, house, account, by_day)
        out = pulled(rng, house, account, second, known=0.88, covered=0.1)
        plot.leak(kind, house, account, out)
