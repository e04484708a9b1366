"""What an organisation keeps beside people: waybills and orders, or policies."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from leakwatch.synth.arrays import DAY, Bools, Ints, Strs, texts

SCATTER = 618_033_989  # prime to 10**10, so that neighbours in time are none in number


@dataclass
class Shelf:
    """Things by number of their putting there; `home` and `origin` are sites, `second` the moment
    a waybill arrived, an order was given or a policy began, `until` the second it runs out.
    """

    people: list[Ints] = field(default_factory=list)
    homes: list[Ints] = field(default_factory=list)
    origins: list[Ints] = field(default_factory=list)
    seconds: list[Ints] = field(default_factory=list)
    untils: list[Ints] = field(default_factory=list)
    numbers: list[Strs] = field(default_factory=list)
    size: int = 0

    def put(
        self,
        prefix: str,
        person: Ints,
        home: Ints,
        *,
        origin: Ints | None = None,
        second: Ints,
        until: Ints | None = None,
    ) -> Ints:
        """New things; returns their places."""
        count = len(person)
        self.people.append(person)
        self.homes.append(home)
        self.origins.append(home if origin is None else origin)
        self.seconds.append(second)
        self.untils.append(second if until is None else until)
        running = range(self.size, self.size + count)
        self.numbers.append(texts([f"{prefix}{n * SCATTER % 10**10:010d}" for n in running]))
        self.size += count
        return np.arange(self.size - count, self.size)

    @property
    def person(self) -> Ints:
        """Receiver, buyer or holder."""
        return whole(self.people)

    @property
    def home(self) -> Ints:
        """The site a thing belongs to."""
        return whole(self.homes)

    @property
    def origin(self) -> Ints:
        """The site it came from."""
        return whole(self.origins)

    @property
    def second(self) -> Ints:
        """When it began."""
        return whole(self.seconds)

    @property
    def until(self) -> Ints:
        """When it ends."""
        return whole(self.untils)

    @property
    def number(self) -> Strs:
        """As the log writes it."""
        if len(self.numbers) > 1:
            self.numbers[:] = [np.concatenate(self.numbers)]
        return self.numbers[0]

    def around(
        self, rng: np.random.Generator, second: Ints, days: float, fit: Bools | None = None
    ) -> Ints:
        """For each moment a fitting thing that began some days before it, if there is one."""
        began = self.second
        order = np.argsort(began, kind="stable")
        order = order if fit is None or not fit.any() else order[fit[order]]
        high = np.maximum(np.searchsorted(began[order], second, side="right"), 1)
        low = np.searchsorted(began[order], second - int(days * DAY))
        drawn = low + (rng.random(len(second)) * np.maximum(high - low, 1)).astype(np.int64)
        return order[np.minimum(drawn, len(order) - 1)]


def whole(parts: list[Ints]) -> Ints:
    """The parts joined once and kept so."""
    if len(parts) > 1:
        parts[:] = [np.concatenate(parts)]
    return parts[0]
