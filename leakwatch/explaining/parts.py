"""How the score of an actor-day comes together: a part for each detector, adding up exactly."""

from __future__ import annotations

from dataclasses import replace
from math import factorial
from typing import TYPE_CHECKING, Any

import numpy as np

from leakwatch.judged import Judged, combined

if TYPE_CHECKING:
    from leakwatch.tail import Floats

#: detectors shown one by one; the least sure beyond them stand together
MOST = 10
#: a detector as likely as this says nothing, and stands with the others
SILENT = np.log(0.9)
#: parts and score are whole numbers of this
STEP = 1e-6
OTHERS = "others"


def parts(judged: list[Judged], row: int) -> list[dict[str, Any]]:
    """The parts of one row's score, the largest first: detector, part, without, p.

    A detector left out counts for nothing, as if it were excused; `without` is the score then.
    The part is its Shapley value: what it adds to the score, averaged over all orders in which
    the detectors could have spoken. The parts, as written, add up to the score, as written.
    Source: Shapley, "A value for n-person games", Annals of Mathematics Studies 28 (1953).
    """
    players = _players(judged, row)
    worth = _worth(judged, row, players)
    share = _whole(_shapley(worth, len(players)), worth[-1])
    alone = [worth[len(worth) - 1 - (1 << place)] for place in range(len(players))]
    found = [
        {
            "detector": judged[who[0]].detector.name if len(who) == 1 else OTHERS,
            "part": part,
            "without": round(float(rest), 6),
            "p": float(np.exp(min(judged[one].counted[row] for one in who))),
        }
        for who, part, rest in zip(players, share, alone, strict=True)
    ]
    return sorted((one for one in found if one["part"]), key=lambda one: -one["part"])


def _players(judged: list[Judged], row: int) -> list[list[int]]:
    """Numbers of the detectors: each alone that says something, all others together."""
    logs = np.array([one.counted[row] for one in judged])
    fired = np.array([one.fired[row] and not one.let_go[row] for one in judged], dtype=bool)
    said = [int(one) for one in np.argsort(logs, kind="stable") if logs[one] < SILENT or fired[one]]
    rest = [number for number in range(len(judged)) if number not in said[:MOST]]
    return [*([one] for one in said[:MOST]), *([rest] if rest else [])]


def _worth(judged: list[Judged], row: int, players: list[list[int]]) -> Floats:
    """The score of each coalition; in its number, a bit says whether a player takes part."""
    size = 1 << len(players)
    takes = (np.arange(size)[:, None] >> np.arange(len(players))) & 1 > 0
    part = np.zeros((size, len(judged)), dtype=bool)
    for place, who in enumerate(players):
        part[:, who] = takes[:, [place]]
    heard = [_heard(one, row, part[:, number]) for number, one in enumerate(judged)]
    return combined(heard, size)[2]


def _heard(one: Judged, row: int, part: Any) -> Judged:
    """A detector's say of one row, in the coalitions it takes part in."""
    return replace(
        one,
        logs=np.where(part, one.logs[row], 0.0),
        score=np.where(part, one.score[row], 0.0),
        fired=part & one.fired[row],
        excuse=np.full(len(part), one.excuse[row], dtype=object),
        heard=np.full(len(part), one.heard[row]),
    )


def _shapley(worth: Floats, players: int) -> Floats:
    """Each player's mean contribution over all orders, from the worth of every coalition."""
    number = np.arange(len(worth))
    size = np.array([int(one).bit_count() for one in number])
    weight = np.array(
        [factorial(n) * factorial(players - n - 1) / factorial(players) for n in range(players)]
    )
    value = np.empty(players)
    for place in range(players):
        out = number[(number >> place) & 1 == 0]
        value[place] = (weight[size[out]] * (worth[out | (1 << place)] - worth[out])).sum()
    return value


def _whole(value: Floats, total: float) -> list[float]:
    """Values as whole steps that add up to the total in whole steps (largest remainders)."""
    exact = value / STEP
    steps = np.floor(exact).astype(np.int64)
    lacking = round(total / STEP) - int(steps.sum())
    steps[np.argsort(steps - exact, kind="stable")[:lacking]] += 1
    return [round(int(step) * STEP, 6) for step in steps]
