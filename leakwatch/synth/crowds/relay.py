"""Two or three colleagues handle the same ticket, one after the other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from leakwatch.synth.arrays import Bools, Ints, blanks
from leakwatch.synth.crowds.team import team
from leakwatch.synth.dice import dice
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, Looks
from leakwatch.synth.plot import Plot
from leakwatch.synth.shifts import snapped

SHARE = 0.3  # of the first one's tickets are handed on
FORGOT = 0.15  # of those handed on bear a number on neither side


def relay(plot: Plot, house: House, *jobs: str) -> None:
    """One team of three, a few in a large world: by day, for as long as they work there."""
    rng = dice(house.seed, house.name, "relay")
    for _ in range(plot.several(2)):
        fellows = team(rng, plot, house.name, 3, 3, *jobs)
        for giver, taker in pairwise(fellows):
            house.looks.append(handed(rng, house, giver, taker))
        for account in fellows:
            plot.decoy(house, account, "hands tickets on")


def handed(rng: np.random.Generator, house: House, giver: int, taker: int) -> Looks:
    """Looks of the second at people of the first, minutes to hours later, in his next shift."""
    out = [house.looks[0].take(np.zeros(0, dtype=np.int64))]
    for number, part in enumerate(house.looks):
        mine = (part.account == giver) & (part.person != NOBODY) & part.found
        shown = (part.case != blanks(len(part))) | (part.call != blanks(len(part)))
        mine = np.flatnonzero(mine & shown)
        mine = mine[rng.random(len(mine)) < SHARE]
        bare = rng.random(len(mine)) < FORGOT
        out.append(taken(rng, house, part.take(mine), taker, bare))
        house.looks[number] = unnumbered(part, mine[bare])
    return Looks.joined(out)


def taken(rng: np.random.Generator, house: House, first: Looks, taker: int, bare: Bools) -> Looks:
    """The same people under the same numbers, where anybody writes them."""
    wish = first.second + rng.integers(300, 14_000, len(first))
    second = snapped(rng, house.roster, taker, wish)
    shown = ~bare & (rng.random(len(first)) < 0.8)
    return replace(
        first,
        account=np.full(len(first), taker),
        second=second,
        case=np.where(shown, first.case, ""),
        call=np.where(shown, first.call, ""),
    )


def unnumbered(part: Looks, rows: Ints) -> Looks:
    """These rows show none; the case book still has it."""
    if not len(rows):
        return part
    case, call = part.case.copy(), part.call.copy()
    case[rows], call[rows] = "", ""
    return replace(part, case=case, call=call)
