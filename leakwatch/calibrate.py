"""Scores → p-values → a promised share of false alarms within the alert budget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from leakwatch.tail import Floats, tail

Codes = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: days of history from which a day is compared with days before it only
BEFORE = 14
BLOCK = 7
ENOUGH = 500
MOST_OF_ONE = 3


@dataclass(frozen=True)
class Promise:
    """What is promised of the alerts, and on how much it rests.

    `share` of the days without any leak may carry a false alarm, and that share of the alerts
    of a day may be false; `days` of calibration, of which the first `forward` are judged by the
    days around them; `tests` actor-days a day. `counted` says whether the counts alone reach so
    far; else a modelled tail does.
    """

    share: float
    days: int
    forward: int
    tests: float
    counted: bool

    def __str__(self) -> str:
        how = "counted" if self.counted else "by a modelled tail"
        return (
            f"at most {self.share:.0%} false alarms, {how}, from {self.days} days of "
            f"{self.tests:.0f} accounts; the first {self.forward} judged by the days around them"
        )


def promise(day: Codes, share: float) -> Promise:
    """The promise for these actor-days: m tests a day at a share need m ÷ share in history."""
    days = len(np.unique(day))
    tests = len(day) / max(days, 1)
    return Promise(share, days, min(days, BEFORE), tests, len(day) >= tests / share > 0)


def log_p(odd: Floats, day: Codes, actor: Codes, *pools: Codes) -> Floats:
    """Logarithm of conformal p-values of oddness, against other days of the same pool.

    Pools go from narrow (the peer group) to wide; a pool with under 500 actor-days behind it
    hands over to the next, the last being everybody. A day is compared with all days but its
    own (later, its week's), the honest choice while there is no past; from 14 days of history
    also with earlier days only, and the larger p counts. Beyond the 97.5 % point the law of
    `tail` goes on.
    Source: Bates et al., "Testing for outliers with conformal p-values", Ann. Stat. 51 (2023).
    """
    out = np.full(len(odd), np.nan)
    for pool in (*pools, np.zeros(len(odd), dtype=np.int64)):
        order = np.argsort(pool, kind="stable")
        cuts = np.flatnonzero(np.diff(pool[order])) + 1
        for rows in np.split(order, cuts):
            if np.isnan(out[rows]).any():
                _pooled(odd, day, actor, rows, out)
    wide = np.isnan(out)
    out[wide] = tail(odd, actor).log_p(odd[wide])
    return np.minimum(out, 0.0)


def counted(odd: Floats, logs: Floats, actor: Codes) -> Floats:
    """The larger of a modelled p and the share of days as odd, for the promise to rest on counts.

    Leak days must not hide each other: days the model would not expect once among all at hand
    stand for one, keep their modelled p, and of any actor only the three oddest others count.
    """
    possible = np.flatnonzero(logs > -np.log(max(len(odd), 1)))
    order = possible[np.lexsort((-odd[possible], actor[possible]))]
    _, first, size = np.unique(actor[order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(first, size)
    honest = np.sort(odd[order[place < MOST_OF_ONE]])
    reach = np.zeros(len(odd))
    reach[possible] = 1 + len(honest) - np.searchsorted(honest, odd[possible])
    share = np.minimum(reach / max(len(odd), 1), 1.0)
    return np.maximum(logs, np.log(np.maximum(share, 1e-300)))


def _pooled(odd: Floats, day: Codes, actor: Codes, rows: Codes, out: Floats) -> None:
    """Fills the missing p of one pool, block by block, where enough days stand behind them."""
    dates = day[rows]
    for begin, end, past in _blocks(np.unique(dates)):
        inside = (dates >= begin) & (dates <= end)
        judged = rows[inside & np.isnan(out[rows])]
        sides = [rows[~inside], *([rows[dates < begin]] if past else [])]
        if len(judged) and min(len(side) for side in sides) >= ENOUGH:
            tails = [tail(odd[side], actor[side]).log_p(odd[judged]) for side in sides]
            out[judged] = np.max(tails, axis=0)


def _blocks(known: Codes) -> list[tuple[int, int, bool]]:
    """First and last day of each block and whether there is a past to it."""
    if not len(known):
        return []
    single = [(int(day), int(day), False) for day in known[:BEFORE]]
    later = known[BEFORE:]
    week = (later - known[0]) // BLOCK
    blocks = [later[week == number] for number in np.unique(week)]
    return single + [(int(block[0]), int(block[-1]), True) for block in blocks]


def discoveries(logs: Floats, share: float) -> Mask:
    """Benjamini–Hochberg: which of a day's p-values to believe at this share of false ones.

    >>> discoveries(np.log([0.01, 0.04, 0.9]), 0.1).tolist()
    [True, True, False]
    """
    order = np.argsort(logs, kind="stable")
    rank = np.arange(1, len(logs) + 1)
    passed = np.flatnonzero(logs[order] <= np.log(share * rank / max(len(logs), 1)))
    believed = np.zeros(len(logs), dtype=bool)
    believed[order[: passed[-1] + 1 if len(passed) else 0]] = True
    return believed


def alerts(logs: Floats, odd: Floats, day: Codes, sure: Mask, share: float, most: int) -> Mask:
    """The actor-days to raise: sure ones, then a day's discoveries, at most `most` a day."""
    raised = np.zeros(len(logs), dtype=bool)
    for date in np.unique(day):
        rows = np.flatnonzero(day == date)
        kept = rows[sure[rows] | discoveries(logs[rows], share)]
        first = np.lexsort((-odd[kept], logs[kept], ~sure[kept]))
        raised[kept[first[:most]]] = True
    return raised
