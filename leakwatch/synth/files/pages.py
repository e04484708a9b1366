"""A day's order lines made dirty: without a time or a user, cut short, delivered again."""

from __future__ import annotations

import re

import numpy as np

from leakwatch.synth.arrays import Bools, Ints
from leakwatch.synth.files.ledger import Ledger
from leakwatch.synth.files.lines import again, twice
from leakwatch.synth.files.mishaps import Mishaps
from leakwatch.synth.files.record import some

LOST = (re.compile(r'"time":("[^"]*"|\d+)'), re.compile(r'"userId":"[^"]*"'))


def spoilt_pages(
    rng: np.random.Generator,
    lines: list[str],
    orders: Ints,
    spare: Bools,
    mishaps: Mishaps,
    day: int,
    yesterday: list[str],
) -> tuple[list[str], list[str], Ledger]:
    """The file's lines, some plain ones for tomorrow, the counts; an event is an order."""
    ledger, plain, orders = Ledger(), ~spare, orders.copy()
    if mishaps.on("broken", day):
        for place in some(rng, plain, plain, int(rng.integers(1, 4))):
            lines[place] = broken(rng, lines[place])
            orders[place] = 0
            ledger.broken += 1
    ledger.good = int(orders.sum())
    untouched = [lines[place] for place in np.flatnonzero(plain)]
    if mishaps.on("twice", day):
        ledger.duplicates += twice(rng, lines, untouched)
    if mishaps.on("again", day):
        ledger.duplicates += again(rng, lines, yesterday)
    return lines, untouched[-40:], ledger


def broken(rng: np.random.Generator, line: str) -> str:
    """Cut off by a full disk, or without a time, or without a user."""
    way = int(rng.integers(0, 3))
    if way == 2:
        return line[: len(line) // 2]
    return LOST[way].sub(lambda match: match[0].split(":")[0] + ':""', line)
