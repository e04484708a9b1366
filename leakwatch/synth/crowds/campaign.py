"""A call floor works one list from its top, and again those nobody reached."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.crowds.team import team
from leakwatch.synth.dice import dice
from leakwatch.synth.filing import filed
from leakwatch.synth.house import House
from leakwatch.synth.leaks.days import sitting
from leakwatch.synth.looks import looks
from leakwatch.synth.plot import Plot

AGAIN = 0.55  # of those called are called once more by the next agent
NUMBERED = 0.85


def campaign(plot: Plot, house: House, *jobs: str) -> None:
    """Four to six agents; each takes a part of the list, then a colleague the same part again."""
    rng = dice(house.seed, house.name, "campaign")
    agents = team(rng, plot, house.name, 3, 6, *jobs)
    if not agents:
        return
    known = np.flatnonzero(house.people.customer[house.name])
    people = rng.choice(known, len(agents) * int(rng.integers(24, 45)), replace=False)
    for turn in (0, 1):
        for number, part in enumerate(np.array_split(people, len(agents))):
            some = part if turn == 0 else part[rng.random(len(part)) < AGAIN]
            agent = agents[(number + turn) % len(agents)]
            called(rng, house, agent, some, turn)
    for account in agents:
        plot.decoy(house, account, "works a campaign's list")


def called(rng: np.random.Generator, house: House, agent: int, people: Ints, turn: int) -> None:
    """In one go, in the order of the list, most under a number of the campaign."""
    on = np.flatnonzero(house.roster.on[agent])
    first = int(np.flatnonzero(house.agenda.campaign)[0]) + turn
    day = int(on[min(int(np.searchsorted(on, first)), len(on) - 1)])
    second = sitting(rng, house, agent, day, len(people))
    second = np.sort(np.minimum(second, (day + 1) * DAY + 36_000))
    out = looks(np.full(len(people), agent), second, people, 0)
    some = rng.random(len(out)) < NUMBERED
    house.looks.append(filed(rng, house, out, some, "HD", "外呼任务", hours=30.0))
