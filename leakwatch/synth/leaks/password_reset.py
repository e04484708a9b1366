"""A customer's password reset behind his back, so that the buyer can serve himself."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.carrier import RESET
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.plot import Plot
from leakwatch.synth.selfservice import visits


def plant_password_reset(plot: Plot) -> None:
    """A reset without the customer, then the list of calls from the buyer's place."""
    house = plot.houses["carrier"]
    rng = dice(house.seed, "password_reset")
    for account in plot.casts["carrier"].regulars(plot.several(3), "营业员", "客服"):
        days = some_days(rng, working_days(house, account), 4, 9)
        second = in_shift(rng, house, account, plan(rng, days, 1, int(rng.integers(2, 5))))
        out = pulled(rng, house, account, second, deed=RESET, known=1.0, covered=0.2, proof=0)
        plot.leak("password_reset", house, account, out)
        place = house.also_at(f"100.127.{rng.integers(250)}.{rng.integers(1, 250)}")
        lag = rng.integers(200, 18 * 3600, len(out))
        where = np.full(len(out), place)
        house.looks.append(visits(rng, house, out.second + lag, out.person, where))
