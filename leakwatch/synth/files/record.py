"""A day's FHIR lines made dirty: cut short, without a time, masked, delivered again."""

from __future__ import annotations

import re

import numpy as np

from leakwatch.synth.arrays import Bools
from leakwatch.synth.files.ledger import Ledger
from leakwatch.synth.files.lines import again, twice
from leakwatch.synth.files.mishaps import Mishaps

RECORDED = re.compile(r'"recorded":"([^"]{10})[^"]*",')
NUMBER = re.compile(r"P\d{5}(\d{3})")


def spoilt_lines(
    rng: np.random.Generator,
    lines: list[str],
    spare: Bools,
    mishaps: Mishaps,
    day: int,
    yesterday: list[str],
) -> tuple[list[str], list[str], Ledger]:
    """The file's lines, some plain ones for tomorrow, the counts."""
    ledger = Ledger()
    plain = ~spare
    if mishaps.on("masked", day):
        for place in some(rng, plain, shows_patient(lines), 4):
            lines[place] = NUMBER.sub(r"P*****\1", lines[place])
            ledger.masked += 1
    if mishaps.on("broken", day):
        for place in some(rng, plain, plain, int(rng.integers(1, 4))):
            lines[place] = broken(rng, lines[place])
            ledger.broken += 1
    ledger.good = len(lines) - ledger.broken
    untouched = [lines[place] for place in np.flatnonzero(plain)]
    if mishaps.on("twice", day):
        ledger.duplicates += twice(rng, lines, untouched)
    if mishaps.on("again", day):
        ledger.duplicates += again(rng, lines, yesterday)
    return lines, untouched[-40:], ledger


def some(rng: np.random.Generator, plain: Bools, fit: Bools, count: int) -> list[int]:
    """Fitting plain lines, no longer plain afterwards."""
    free = np.flatnonzero(plain & fit)
    chosen = rng.choice(free, min(count, len(free)), replace=False)
    plain[chosen] = False
    return [int(one) for one in chosen]


def shows_patient(lines: list[str]) -> Bools:
    """Which lines name one."""
    return np.array([NUMBER.search(line) is not None for line in lines], dtype=bool)


def broken(rng: np.random.Generator, line: str) -> str:
    """Cut off by a full disk, or without a time, or with a date only."""
    way = int(rng.integers(0, 3))
    if way == 0:
        return line[: len(line) * 3 // 5]
    return RECORDED.sub("" if way == 1 else r'"recorded":"\1",', line)
