"""What buyers order from a carrier: call records, messages, places, a few a day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.carrier import CALLS, LOCATION, TEXTS
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import instead, pulled
from leakwatch.synth.looks import UNAPPROVED, USUAL
from leakwatch.synth.plot import Plot


def plant_records_on_order(plot: Plot) -> None:
    """Call records, messages and places: one to five a day, dear ones, the same people again."""
    some = parts(plot, "carrier", "records_on_order", plot.several(3), "客服", "店长", "营业员")
    for rng, house, account, number in some:
        days = working_days(house, account)
        days = some_days(rng, days, max(4, len(days) // 2), len(days))
        by_day = plan(rng, days, 1, int(rng.integers(2, 6)))
        second = instead(rng, house, account, by_day)
        deed = rng.choice((CALLS, CALLS, LOCATION, TEXTS), len(second))
        out = pulled(
            rng,
            house,
            account,
            second,
            deed=deed,
            covered=0.15,
            approver=approvers(rng, house, account, len(second), number),
        )
        again = np.where(rng.random(len(out)) < 0.25, rng.integers(0, len(out), len(out)), -1)
        out = replace(out, person=np.where(again >= 0, out.person[again], out.person))
        plot.leak("records_on_order", house, account, replace(out, found=out.person >= 0))


def approvers(
    rng: np.random.Generator, house: House, account: int, count: int, number: int
) -> Ints:
    """The same peer nearly each time; or, as often as not, nobody."""
    staff = house.staff
    same = np.flatnonzero((staff.site == staff.site[account]) & ~staff.batch)
    peers = same[same != account]
    if number % 2 and len(peers):
        return np.where(rng.random(count) < 0.9, rng.choice(peers), USUAL)
    return np.where(rng.random(count) < 0.5, UNAPPROVED, USUAL)
