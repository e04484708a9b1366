"""A celebrity lies in a ward: the whole team opens the record, day after day."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.dice import dice
from leakwatch.synth.hospital import PAY, READ, UPDATE
from leakwatch.synth.house import House
from leakwatch.synth.looks import looks
from leakwatch.synth.plot import Plot

LONG = 5  # days of the stay at least
SHOWN = 0.85  # of looks name the encounter


def treating(plot: Plot, house: House) -> None:
    """The ward's people on shift, called in from elsewhere some, and the desk."""
    rng = dice(house.seed, house.name, "treating")
    for stay in long_stays(rng, house)[:1]:
        person, ward = int(house.shelf.person[stay]), int(house.shelf.home[stay])
        house.vips.add(person)
        first, last = (int(one[stay]) // DAY for one in (house.shelf.second, house.shelf.until))
        number = encounter(house, person, first)
        team = np.flatnonzero((house.staff.site == ward) & ~house.staff.batch)
        others = rng.choice(np.flatnonzero(house.does("医生", "收费员")), 4, replace=False)
        for account in np.union1d(team, others).tolist():
            if opened(rng, house, account, stay, (first, last), number):
                plot.decoy(house, account, "treats a celebrity")


def long_stays(rng: np.random.Generator, house: House) -> list[int]:
    """Stays in a ward that lie within the second half of the time, in any order."""
    shelf, days = house.shelf, house.almanac.days
    ward = np.array([site.kind == "ward" for site in house.sites])[shelf.home]
    first, last = shelf.second // DAY, shelf.until // DAY
    fit = ward & (first >= days // 4) & (last < days) & (last - first >= LONG)
    return [int(one) for one in rng.permutation(np.flatnonzero(fit))]


def encounter(house: House, person: int, day: int) -> str:
    """The stay's number in the case book."""
    return next(
        number
        for number, kind, who, _, _, begin, _ in house.cases.rows
        if kind == "住院" and who == person and begin // DAY == day
    )


def opened(
    rng: np.random.Generator,
    house: House,
    account: int,
    stay: int,
    span: tuple[int, int],
    number: str,
) -> bool:
    """One to three looks in each shift of the stay; whether there was any."""
    on = np.flatnonzero(house.roster.on[account])
    days = on[(on > span[0]) & (on < span[1])]
    day = np.repeat(days, rng.integers(1, 4, len(days)))
    if not len(day):
        return False
    begin, end = (minutes[account, day] * 60 for minutes in (house.roster.begin, house.roster.end))
    second: Ints = day * DAY + begin + (rng.random(len(day)) * (end - begin)).astype(np.int64)
    desk = bool(house.does("收费员")[account])
    deed = PAY if desk else rng.choice((READ, READ, UPDATE), len(day))
    who, whom = np.full(len(day), account), np.full(len(day), house.shelf.person[stay])
    out = looks(who, second, whom, deed, item=stay)
    shown = rng.random(len(day)) < SHOWN
    house.looks.append(replace(out, case=np.where(shown, number, out.case)))
    return True
