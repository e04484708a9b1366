"""Which mishap befalls which day's file."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import Ints
from leakwatch.synth.dice import dice

SHARES = {
    "title": 0.25,
    "total": 0.25,
    "headers": 0.2,
    "masked": 0.35,
    "broken": 0.35,
    "cosmetic": 0.3,
    "twice": 0.4,
    "again": 0.2,
    "gzip": 0.15,
    "excel": 0.04,
    "unknown": 0.001,
}


class Mishaps:
    """For each kind the days it happens on: at least one, whatever the length of time."""

    def __init__(self, seed: int, org: str, days: int) -> None:
        self.days = {kind: set(self.drawn(seed, org, kind, days).tolist()) for kind in SHARES}

    @staticmethod
    def drawn(seed: int, org: str, kind: str, days: int) -> Ints:
        """A share of the days, never the first, which has no yesterday."""
        count = max(1, round(SHARES[kind] * days))
        return dice(seed, org, kind).choice(np.arange(1, days), count, replace=False)

    def on(self, kind: str, day: int) -> bool:
        """Whether it happens."""
        return day in self.days[kind]
