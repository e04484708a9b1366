"""Friends at work: they call each other, pay each other's lunch and help each other out."""

from __future__ import annotations

import numpy as np

from leakwatch.synth.crowds.relay import handed
from leakwatch.synth.crowds.team import team
from leakwatch.synth.dice import dice
from leakwatch.synth.gangs.work import seat
from leakwatch.synth.house import House
from leakwatch.synth.looks import USUAL
from leakwatch.synth.plot import Plot

LUNCH = (8, 20)  # colleagues who eat at the same place


def friends(plot: Plot, house: House, *jobs: str) -> None:
    """Two of one site at neighbouring desks; now and then one sits at the other's."""
    rng = dice(house.seed, house.name, "friends")
    for _ in range(plot.several(2)):
        pair = team(rng, plot, house.name, 2, 2, *jobs)
        if len(pair) < 2:
            return
        one, other = (f"{house.name}/{house.staff.account[account]}" for account in pair)
        for how, low, high in (("通话", 40, 160), ("聊天", 100, 400), ("转账", 6, 30)):
            times = str(int(rng.integers(low, high)))
            plot.later_links.append((one, "账号", other, "账号", how, times, "话单调取"))
        house.looks.append(handed(rng, house, *pair))
        swapped(rng, house, *pair)
        for account in pair:
            plot.decoy(house, account, "friends at neighbouring desks")


def swapped(rng: np.random.Generator, house: House, one: int, other: int) -> None:
    """On a day in twelve the first works at the second's desk."""
    away = rng.random(house.almanac.days + 2) < 1 / 12
    for number, part in enumerate(house.looks):
        mine = np.flatnonzero((part.account == one) & (part.place == USUAL))
        mine = mine[away[np.clip(part.second[mine] // 86_400, 0, len(away) - 1)]]
        if len(mine):
            house.looks[number] = part.placed(mine, seat(house, other, part.second[mine]))


def lunches(plot: Plot) -> None:
    """One card and one phone that colleagues of all kinds pay and call at noon."""
    for house in plot.houses.values():
        rng = dice(house.seed, house.name, "lunches")
        people = np.flatnonzero(~house.staff.batch)
        count = min(len(people), int(rng.integers(*LUNCH)))
        card, [phone] = f"6200{rng.integers(10**12):012d}", house.people.unused_phones(rng, 1)
        for account in rng.choice(people, count, replace=False).tolist():
            name = f"{house.name}/{house.staff.account[account]}"
            paid, called = (str(int(times)) for times in rng.integers(2, 40, 2))
            plot.later_links.append((name, "账号", card, "银行卡", "转账", paid, "银行流水"))
            plot.later_links.append((phone, "手机", name, "账号", "通话", called, "话单调取"))
