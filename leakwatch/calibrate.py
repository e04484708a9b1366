"""Scores → p-values → a promised share of false alarms within the alert budget."""

from __future__ import annotations

import numpy as np
import pandas as pd

from leakwatch.tail import Codes, Floats, Mask, tail

#: days of history from which a day is compared with days before it only
BEFORE = 14
BLOCK = 7
ENOUGH = 500
MOST_OF_ONE = 3
#: the share of a day's accounts below this point is what the day is like
SHARED = 0.8
#: silence has a p of nearly 1
SILENT = -1e-9


def log_p(
    odd: Floats, day: Codes, actor: Codes, *pools: Codes, machine: Mask | None = None
) -> Floats:
    """Logarithm of conformal p-values of oddness, against other days of the same pool.

    Pools go from narrow (the peer group) to wide; a pool with under 500 actor-days behind it
    hands over to the next, the last being everybody. A day is compared with all days but its
    own (later, its week's), the honest choice while there is no past; from 14 days of history
    also with earlier days only, and the larger p counts. Beyond the 97.5 % point the laws of
    `tail` go on. Days of a `machine` are no yardstick for people's.
    Source: Bates et al., "Testing for outliers with conformal p-values", Ann. Stat. 51 (2023).
    """
    out = np.full(len(odd), np.nan)
    people = np.ones(len(odd), dtype=bool) if machine is None else ~machine
    for pool in (*pools, np.zeros(len(odd), dtype=np.int64)):
        order = np.argsort(pool, kind="stable")
        cuts = np.flatnonzero(np.diff(pool[order])) + 1
        for rows in np.split(order, cuts):
            if np.isnan(out[rows]).any():
                among = people[rows] if people[rows].any() else np.ones(len(rows), dtype=bool)
                _pooled(odd, day, actor, rows, among, out)
    wide = np.isnan(out)
    among = people if people.any() else ~people
    out[wide] = tail(odd[among], actor[among]).log_p(odd[wide])
    return np.minimum(out, 0.0)


def of_days(odd: Floats, day: Codes, actor: Codes, machine: Mask) -> tuple[Floats, Floats]:
    """Log p of each actor-day among everybody's, and the oddness it is of.

    What lifts everybody on a day is no one's doing: the day's 80 % point above that of the
    usual day is taken off first, on the normal scale.
    """
    logs = log_p(odd, day, actor, machine=machine)
    calm = -_calm(logs, day, ~machine)
    again = log_p(calm, day, actor, machine=machine)
    return counted(calm, again, actor, machine), calm


def _calm(logs: Floats, day: Codes, people: Mask) -> Floats:
    """Log p as if the day had been a usual one; never lower than it was."""
    from scipy.special import log_ndtr, ndtri, ndtri_exp

    speaking = (logs[people] < SILENT).mean() if people.any() else 1.0
    # silence stands where speech begins: that more speak is no leap
    normal = np.maximum(-ndtri_exp(np.minimum(logs, SILENT)), -ndtri(min(speaking, 1 - 1e-9)))
    each = pd.Series(normal[people]).groupby(day[people])
    high, size = each.quantile(SHARED), each.size()
    # the sampling error of an 80 % point is 1.4 ÷ √n
    rise = (high - high.median() - 0.5 * 1.4 / np.sqrt(size)).clip(lower=0.0)
    lifted = rise.reindex(day).fillna(0.0).to_numpy()
    return np.where(lifted > 0, np.minimum(log_ndtr(lifted - normal), 0.0), logs)


def counted(odd: Floats, logs: Floats, actor: Codes, machine: Mask | None = None) -> Floats:
    """The larger of a modelled p and the share of days as odd, for the promise to rest on counts.

    Leak days must not hide each other: days the model would not expect once among all at hand
    stand for one, keep their modelled p, and of any actor only the three oddest others count.
    """
    size = len(odd) if machine is None else int((~machine).sum()) or len(odd)
    possible = logs > -np.log(max(size, 1))
    possible = np.flatnonzero(possible if machine is None else possible & ~machine)
    order = possible[np.lexsort((-odd[possible], actor[possible]))]
    _, first, times = np.unique(actor[order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(first, times)
    honest = np.sort(odd[order[place < MOST_OF_ONE]])
    reach = np.zeros(len(odd))
    reach[possible] = 1 + len(honest) - np.searchsorted(honest, odd[possible])
    share = np.minimum(reach / max(size, 1), 1.0)
    return np.maximum(logs, np.log(np.maximum(share, 1e-300)))


def _pooled(odd: Floats, day: Codes, actor: Codes, rows: Codes, among: Mask, out: Floats) -> None:
    """Fills the missing p of one pool, block by block, where enough days stand behind them.

    `among` says which of the rows others are compared with.
    """
    dates = day[rows]
    for begin, end, past in _blocks(np.unique(dates)):
        inside = (dates >= begin) & (dates <= end)
        judged = rows[inside & np.isnan(out[rows])]
        sides = [rows[~inside & among], *([rows[(dates < begin) & among]] if past else [])]
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
