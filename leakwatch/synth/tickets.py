"""Giving honest visits their cases, as well and as badly as real desks do."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Floats, Ints, Strs
from leakwatch.synth.cases import OPEN, CaseBook

UNFILED = 0.02  # share of numbers shown in the log that the cases file does not know
LATE = 0.06  # share opened only after the look


def ticketed(
    rng: np.random.Generator,
    book: CaseBook,
    prefix: str,
    kind: str,
    *,
    person: Ints,
    account: Ints,
    second: Ints,
    key: Strs | None = None,
    hours: float = 6.0,
) -> Strs:
    """Tickets opened within minutes before the look, or after it, some never filed or closed."""
    count = len(person)
    before = rng.exponential(150, count) + 5
    after = -rng.integers(60, 1_500, count)
    begin = second - np.where(rng.random(count) < LATE, after, before).astype(np.int64)
    length = rng.lognormal(np.log(hours * 3600), 1.0, count).astype(np.int64)
    end = np.where(rng.random(count) < 0.1, OPEN, np.maximum(begin, second) + length)
    filed = rng.random(count) >= UNFILED
    return book.open(
        prefix, kind, person=person, account=account, begin=begin, end=end, filed=filed, key=key
    )


def called(
    rng: np.random.Generator, book: CaseBook, *, person: Ints, account: Ints, second: Ints
) -> Strs:
    """Inbound calls that begin seconds before the look and outlast it a little."""
    count = len(person)
    begin = second - rng.integers(5, 240, count)
    end = second + rng.integers(20, 900, count)
    return book.open("LD", "来电", person=person, account=account, begin=begin, end=end)


def unexplained(rng: np.random.Generator, share: Floats, outage: Bools) -> Bools:
    """Honest visits nobody opened a case for, nearly all of them while the ticket system is out."""
    lost: Bools = rng.random(len(share)) < np.where(outage, 0.9, share)
    return lost


def earlier(rng: np.random.Generator, known: Ints, second: Ints, reach: float) -> Ints:
    """For each moment, one of the sorted `known` moments within `reach` days before; −1 if none."""
    low = np.searchsorted(known, second - int(reach * DAY))
    high = np.searchsorted(known, second)
    drawn = low + (rng.random(len(second)) * (high - low)).astype(np.int64)
    return np.where(high > low, drawn, -1)
