"""Stretches in which a feed that should have said something said nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch.feeds.beat import HOURS, Beat, Flags
from leakwatch.feeds.usual import SPAN, Usual, nothing

Places = npt.NDArray[np.int64]
#: the longest usual gap: a hundredth of those between two hours with events are longer
LONG = 0.99
#: a gap no rarer than this is not listed
RARE = np.log(1e-3)
#: of an agreed day or more, what may pass before it is too late
AGREED = 1.5
#: while a feed is too young to be known: hours in which offices work
OFFICE = slice(9, 17)


@dataclass(frozen=True)
class Gap:
    """Nothing from `start` to `back` (None: not back yet), on the wall.

    `hours` are those in which something was expected, `usual` how many are normal, `worked` all
    the hours of days on which the feed works; `log_p` is the chance of it, as a logarithm; `day`
    the number of the first day that lacks something.
    """

    start: pd.Timestamp
    back: pd.Timestamp | None
    day: int
    hours: int
    usual: int
    worked: int
    log_p: float


def gaps(beat: Beat, usual: Usual, every: float = 0.0) -> list[Gap]:
    """Every stretch that lacks an expected hour or day; `every` hours is what was agreed, if any.

    With `every`, its hours are those of days of work; one not known yet has an office's hours.
    """
    expected = _expected(beat, usual, every)
    works = np.repeat(beat.works | expected.any(axis=1), HOURS)
    expected = expected.ravel()
    expected[beat.judged :] = False
    said = np.flatnonzero(beat.counts.ravel() > 0)
    missed = np.append(0, np.cumsum(expected))
    ends = np.append(said[1:], len(expected))
    lacking = missed[ends] - missed[said + 1]
    found = []
    for place in np.flatnonzero(_long(beat, said, ends, lacking)).tolist():
        start, end = int(said[place]) + 1, int(min(ends[place], beat.judged))
        back = beat.at(int(ends[place])) if ends[place] < len(expected) else None
        first = int(np.argmax(expected[start:end])) + start if lacking[place] else start
        found.append(Gap(
            beat.at(start), back, first // HOURS, int(lacking[place]),
            _normal(said, lacking, place), int(works[start:end].sum()),
            _log_p(usual, start, end, expected),
        ))  # fmt: skip
    return found


def _expected(beat: Beat, usual: Usual, every: float) -> Flags:
    expected = usual.expected.copy()
    if every:
        unknown = beat.works & ~usual.expected.any(axis=1)
        expected[unknown, OFFICE] = True
    return expected


def _long(beat: Beat, said: Places, ends: Places, lacking: Places) -> Flags:
    """Where an hour or a whole day is lacking."""
    over = np.minimum(ends, beat.judged) // HOURS - (said // HOURS + 1)
    long: Flags = (lacking > 0) | (over > 0)
    return long


def _normal(said: Places, lacking: Places, place: int) -> int:
    """The longest usual gap before this one, in expected hours; at least one."""
    near = said[:place] >= said[place] - SPAN * HOURS
    before = lacking[:place][near]
    return 1 + int(np.quantile(before, LONG)) if len(before) else 1


def _log_p(usual: Usual, start: int, end: int, expected: Flags) -> float:
    """The chance of the stretch: whole days by their events, parts of days by their hours."""
    total = 0.0
    for day in range(start // HOURS, (max(end, 1) - 1) // HOURS + 1):
        low, high = max(start, day * HOURS), min(end, (day + 1) * HOURS)
        hours = slice(low - day * HOURS, high - day * HOURS)
        mean = usual.low[day][hours][expected[low:high]].sum()
        if high - low == HOURS:
            mean = max(mean, usual.mean[day])
        total += float(nothing(np.array([mean]), usual.size[[day]])[0])
    return total


def long(gap: Gap, every: float = 0.0) -> bool:
    """True for a gap too long for the feed, and by chance; or for what was agreed."""
    if every:
        return gap.hours > every if every < HOURS else gap.worked > AGREED * every
    return gap.log_p <= RARE and (gap.hours > 2 * gap.usual or not gap.hours)
