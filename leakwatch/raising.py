"""From the surprise of many detectors to the actor-days raised within promise and budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import calibrate

if TYPE_CHECKING:
    from leakwatch.tail import Codes, Floats, Mask

#: nats of surprise that every day has somewhere, and that count for nothing
QUIET = 1.0
#: a detector is not believed beyond so many nats more: no model knows so rare a tail
MOST = 16.0
#: a further detector's evidence counts so much of what it would before it
FURTHER = 0.75
#: raised on so many days, an account is no yardstick for others
TWICE = 2


def evidence(logs: Floats, weight: float = 1.0) -> Floats:
    """A detector's evidence of each row: its surprise in nats, by its weight.

    Source: Good, "Probability and the Weighing of Evidence" (1950), ch. 6.

    >>> evidence(np.log([1.0, 0.1, 1e-4, 1e-30])).round(1).tolist()
    [0.0, 1.3, 8.2, 16.0]
    """
    return weight * np.clip(-logs - QUIET, 0.0, MOST)


def together(each: Floats) -> Floats:
    """What each detector (a column) adds to the oddness of a row, which is their sum.

    Evidence of independent witnesses adds up, but these look at the same rows: the strongest
    counts whole, each further one by `FURTHER` less than the one before it, so that one sure
    witness is not outvoted by many who shrug. What is left of dependence, calibration sees.

    >>> together(np.array([[4.0, 8.0, 0.0]])).tolist()
    [[3.0, 8.0, 0.0]]
    """
    order = np.argsort(-each, axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(each.shape[1])[None, :], axis=1)
    return each * FURTHER**place


def raised(odd: Floats, day: Codes, actor: Codes, machine: Mask, pinned: Floats,
           share: float, most: int) -> tuple[Floats, Mask]:  # fmt: skip
    """Log p of each row and which to raise; `pinned` is the log p of sure rules, else NaN.

    Judged twice: who is raised on two days is no yardstick for the others the second time, else
    leak days hide each other and every day after them. Once is not enough to be set aside: a
    day that lifts many would raise one, and without that one the next. Source: Bashari, Sesia and
    Romano, "Robust conformal outlier detection under contaminated reference data", ICML 2025.
    """
    aside, found = machine, np.zeros(len(odd), dtype=bool)
    for _ in range(2):
        logs, calm = np.zeros(len(odd)), odd
        if odd.any():
            logs, calm = calibrate.of_days(odd, day, actor, aside)
        logs = np.fmin(logs, pinned)
        found |= calibrate.alerts(logs, calm, day, ~np.isnan(pinned), share, most)
        who, times = np.unique(actor[found], return_counts=True)
        if not (times >= TWICE).any():
            break
        aside = machine | np.isin(actor, who[times >= TWICE])
    return logs, found
