"""From shifts and habits to moments: how many visits a day brings, and when each begins."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Floats, Ints
from leakwatch.synth.roster import Roster
from leakwatch.synth.staff import Staff


def workload(
    rng: np.random.Generator, staff: Staff, roster: Roster, weekday: Ints, factor: Floats
) -> Ints:
    """Visits by account and day: negative binomial, mean and spread the person's own."""
    mean = staff.visits[:, None] * staff.week[:, weekday] * factor * roster.on
    spread = np.broadcast_to(staff.spread[:, None], mean.shape)
    counts: Ints = rng.poisson(rng.gamma(spread, mean / spread)).astype(np.int64)
    return counts


def moments(
    rng: np.random.Generator, staff: Staff, roster: Roster, account: Ints, day: Ints, late: Ints
) -> Ints:
    """Seconds since the first midnight, within the shift, thin at noon, a few after its end."""
    begin = roster.begin[account, day] + staff.arrival[account]
    length = np.maximum(roster.end[account, day] + late - begin, 60)
    share = rng.random(len(account))
    noon = (share > 0.40) & (share < 0.52) & (rng.random(len(account)) < 0.8)
    share = np.where(noon, rng.random(len(account)) * 0.4, share)
    minute = begin + share * length
    over = rng.random(len(account)) < 0.03
    minute = np.where(over, begin + length + rng.exponential(25, len(account)), minute)
    return day * DAY + (minute * 60).astype(np.int64) + rng.integers(0, 60, len(account))


def snapped(rng: np.random.Generator, roster: Roster, account: int, second: Ints) -> Ints:
    """Moves wishes into the next hours the account's person works, or the last ones."""
    days = np.flatnonzero(roster.on[account])
    begin = days * DAY + roster.begin[account, days] * 60
    end = days * DAY + roster.end[account, days] * 60
    place = np.minimum(np.searchsorted(end, second), len(days) - 1)
    inside = (second >= begin[place]) & (second < end[place])
    other = begin[place] + (rng.random(len(second)) * (end - begin)[place]).astype(np.int64)
    return np.where(inside, second, other)
