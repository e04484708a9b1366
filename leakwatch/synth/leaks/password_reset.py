"""A customer's password reset behind his back, so that the buyer can serve himself."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.carrier import FOLLOW, MORE, RESET
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import in_shift, plan, some_days, working_days
from leakwatch.synth.leaks.parts import parts
from leakwatch.synth.leaks.pulls import pulled
from leakwatch.synth.looks import USUAL, Looks, followed
from leakwatch.synth.plot import Plot
from leakwatch.synth.selfservice import visits

UNPROVED, COME, TO_CALLS = 0.8, 0.9, 0.8


def plant_password_reset(plot: Plot) -> None:
    """A reset without the customer, then the list of calls from the buyer's place."""
    some = parts(plot, "carrier", "password_reset", plot.several(3), "营业员", "客服")
    for rng, house, account, number in some:
        days = some_days(rng, working_days(house, account), 4, 9)
        second = in_shift(rng, house, account, plan(rng, days, 1, int(rng.integers(2, 5))))
        proof = np.where(rng.random(len(second)) < UNPROVED, 0, USUAL)
        out = pulled(rng, house, account, second, deed=RESET, known=1.0, covered=0.2, proof=proof)
        # who resets opens the customer's record as often as with honest customers
        plot.leak("password_reset", house, account, followed(rng, out, MORE, FOLLOW))
        served = out.take(rng.random(len(out)) < COME)
        house.looks.append(bought(rng, house, served, places(rng, house, len(served), number)))


def bought(rng: np.random.Generator, house: House, reset: Looks, place: Ints) -> Looks:
    """The buyer's log-ins within a day, nearly all for the list of calls."""
    lag = rng.integers(200, 18 * 3600, len(reset))
    return visits(rng, house, reset.second + lag, reset.person, place, calls=TO_CALLS, least=1)


def places(rng: np.random.Generator, house: House, count: int, number: int) -> Ints:
    """One place of the buyer's, or a new one for every second customer."""
    several = count // 2 if number % 2 else 1
    seen = [
        house.also_at(f"100.127.{rng.integers(250)}.{rng.integers(1, 250)}")
        for _ in range(max(1, several))
    ]
    return rng.choice(np.array(seen, dtype=np.int64), count)
