"""Keeps account of what is planted while it is planted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from leakwatch.synth.arrays import DAY, Ints
from leakwatch.synth.cast import Cast
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, USUAL, Looks
from leakwatch.synth.planted import Decoy, Leak, PlantedRing


@dataclass
class Plot:
    """The houses, who is still free in each, and the truth so far.

    What is said `later` comes after the rest, and is drawn beside it: nothing else moves for it.
    """

    houses: dict[str, House]
    casts: dict[str, Cast]
    size: float
    entries: list[tuple[str, House, int, str | None]] = field(default_factory=list)
    rings: list[PlantedRing] = field(default_factory=list)
    honest: list[Decoy] = field(default_factory=list)
    links: list[tuple[str, ...]] = field(default_factory=list)
    victims: list[tuple[Ints, str]] = field(default_factory=list)
    later_links: list[tuple[str, ...]] = field(default_factory=list)
    later_victims: list[tuple[Ints, Ints, str]] = field(default_factory=list)

    def several(self, count: int) -> int:
        """So many at size 1, fewer in a small world, at least one."""
        return max(1, round(count * self.size))

    def leak(
        self, kind: str, house: House, account: int, looks: Looks, ring: str | None = None
    ) -> None:
        """Adds a leak's looks to its house and notes whose they are."""
        inside = (looks.second >= 0) & (looks.second < house.almanac.days * DAY)
        if not inside.any():
            return
        number = len(self.entries)
        self.entries.append((kind, house, account, ring))
        house.looks.append(replace(looks, leak=np.full(len(looks), number)))

    def decoy(self, house: House, account: int, what: str) -> None:
        """Notes an honest account that looks odd."""
        self.honest.append(Decoy(f"{house.name}/{house.staff.account[account]}", what))

    def leaks(self) -> list[Leak]:
        """The leaks as the finished looks show them."""
        written = {name: house.written() for name, house in self.houses.items()}
        return [
            told(kind, house, account, ring, written[house.name], number)
            for number, (kind, house, account, ring) in enumerate(self.entries)
        ]


def told(
    kind: str, house: House, account: int, ring: str | None, written: Looks, number: int
) -> Leak:
    """Dates and distinct people of one leak."""
    mine = written.take(written.leak == number)
    day = mine.second // DAY
    known = (mine.person != NOBODY) & mine.found
    _, first = np.unique(mine.person[known], return_index=True)
    fresh = day[known][first]
    by_day = {
        str(house.almanac.date(one)): int((fresh == one).sum()) for one in np.unique(day).tolist()
    }
    return Leak(
        kind,
        house.name,
        str(house.staff.account[account]),
        house.almanac.date(int(day.min())),
        house.almanac.date(int(day.max())),
        len(first),
        ring,
        by_day,
        int(np.where(mine.rows == USUAL, mine.found, mine.rows).sum()),
    )
