"""How the score of an actor-day comes together: a part for each detector, adding up exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from leakwatch.judged import BELOW_RULES, Judged, combined

if TYPE_CHECKING:
    from leakwatch.tail import Floats

#: detectors shown one by one; the least sure beyond them stand together
MOST = 10
#: parts and score are whole numbers of this
STEP = 1e-6
OTHERS = "others"


def parts(judged: list[Judged], row: int) -> list[dict[str, Any]]:
    """The parts of one row's score, the largest first: detector, part, without, p.

    The score is shared out by the detectors' evidence, so that two as sure have as much; what a
    sure rule lifts it by belongs to the sure rules. `without` is the score if the detector had said
    nothing. The parts, as written, add up to the score, as written.
    """
    one_row = [_of(one, row) for one in judged]
    total = float(combined(one_row, 1)[2][0])
    share = _shares(one_row, total)
    order = np.argsort(-share, kind="stable")
    players = [[int(one)] for one in order[:MOST]] + [[int(one) for one in order[MOST:]]]
    whole = _whole(np.array([share[who].sum() for who in players]), total)
    found = [
        {
            "detector": judged[who[0]].detector.name if len(who) == 1 else OTHERS,
            "part": part,
            "without": round(_without(one_row, who), 6),
            "p": float(np.exp(min(one_row[one].counted[0] for one in who))),
        }
        for who, part in zip(players, whole, strict=True)
        if part
    ]
    return sorted(found, key=lambda one: -one["part"])


def _of(one: Judged, row: int) -> Judged:
    """A detector's say of one row alone."""
    at = slice(row, row + 1)
    return replace(one, said=one.said.iloc[at], score=one.score[at], logs=one.logs[at],
                   fired=one.fired[at], excuse=one.excuse[at])  # fmt: skip


def _shares(one_row: list[Judged], total: float) -> Floats:
    """What each detector holds of the score."""
    added = np.array([float(one.rank[0]) for one in one_row])
    sure = np.array([float(one.sure[0]) for one in one_row])
    lifted = BELOW_RULES if sure.any() else 0.0
    rest = (total - lifted) / max(added.sum(), 1e-300)
    return lifted * sure / max(sure.sum(), 1.0) + rest * added


def _without(one_row: list[Judged], left_out: list[int]) -> float:
    rest = [one for number, one in enumerate(one_row) if number not in left_out]
    return float(combined(rest, 1)[2][0])


def _whole(value: Floats, total: float) -> list[float]:
    """Values as whole steps that add up to the total in whole steps (largest remainders)."""
    exact = value / STEP
    steps = np.floor(exact).astype(np.int64)
    lacking = round(total / STEP) - int(steps.sum())
    steps[np.argsort(steps - exact, kind="stable")[:lacking]] += 1
    return [round(int(step) * STEP, 6) for step in steps]
