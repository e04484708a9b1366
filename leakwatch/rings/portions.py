"""How much of a sample each of its sources leaked, without what it would know by chance.

Of n people at home in one place of whom a source opened x, and would have opened c n by chance, it
leaked (x - c n) / (1 - c). A person whom several sources opened is divided among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from leakwatch.rings.mixture import Lifts, shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leakwatch.rings.exposure import Floats, Ints

SUREST = 0.95  # who knows nearly all by chance is not told from chance


@dataclass(frozen=True)
class Known:
    """People of a source's organisation, by number: the home of each there, and the chance that
    the source opened him."""

    person: Ints
    home: Ints
    chance: Floats


def portions(lifts: Lifts, sources: Sequence[int], known: Sequence[Known]) -> list[float]:
    """The share of each source in the sample; no less than the likeliest of the mixture."""
    least = shares(lifts, sources)
    divided = among(lifts.of(sources) * least)
    found = []
    for place, there in enumerate(known):
        own = divided[:, place]
        free = 1 - divided.sum(axis=1) + own
        leaked = beyond(own[there.person], free[there.person], there)
        found.append(float(np.clip(leaked / lifts.people, least[place], own.sum() / lifts.people)))
    return found


def among(likely: Floats) -> Floats:
    """Each person divided among the sources that opened him, as likely as each is."""
    total = likely.sum(axis=1, keepdims=True)
    divided: Floats = np.divide(likely, total, out=np.zeros_like(likely), where=total > 0)
    return divided


def beyond(own: Floats, free: Floats, there: Known) -> float:
    """How many people a source leaked: those it opened beyond chance, home by home."""
    opened, everybody, chance = (
        np.bincount(there.home, weights) for weights in (own, free, there.chance * free)
    )
    usual = np.minimum(chance / np.maximum(everybody, 1e-12), SUREST)
    return float(((opened - usual * everybody) / (1 - usual)).sum())
