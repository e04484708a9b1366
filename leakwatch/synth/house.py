"""One organisation while it is being made: its people, its days, its case book, its looks."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from leakwatch.synth.agenda import Agenda, pressure
from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY, Bools, Floats, Ints, Strs, texts
from leakwatch.synth.careers import Careers
from leakwatch.synth.cases import CaseBook
from leakwatch.synth.jobs import JOBS
from leakwatch.synth.looks import Looks
from leakwatch.synth.people import People
from leakwatch.synth.pool import Pool
from leakwatch.synth.roster import Roster, roster_of
from leakwatch.synth.shelf import Shelf
from leakwatch.synth.shifts import moments, workload
from leakwatch.synth.sites import Site, sites
from leakwatch.synth.staff import Staff, staff_of


@dataclass
class House:
    """What every step that adds life or leaks to an organisation needs."""

    name: str
    seed: int
    almanac: Almanac
    agenda: Agenda
    people: People
    sites: list[Site]
    staff: Staff
    roster: Roster
    careers: Careers
    cases: CaseBook
    looks: list[Looks] = field(default_factory=list)
    shelf: Shelf = field(default_factory=Shelf)
    elsewhere: dict[str, int] = field(default_factory=dict)
    vips: set[int] = field(default_factory=set)

    @classmethod
    def built(cls, name: str, seed: int, size: float, almanac: Almanac, people: People) -> House:
        """Sites, staff and shifts, still without a single look."""
        places = sites(name, size)
        staff = staff_of(name, seed, size, almanac, people, places)
        roster = roster_of(name, seed, almanac, staff, places)
        return cls(
            name,
            seed,
            almanac,
            Agenda.drawn(seed, almanac),
            people,
            places,
            staff,
            roster,
            Careers.drawn(name, seed, almanac, staff),
            CaseBook(almanac),
        )

    @cached_property
    def job_name(self) -> Strs:
        """The job's name by account."""
        named = texts([job.name for job in JOBS[self.name]])[self.staff.job]
        named[self.staff.batch] = "系统"
        return named

    @cached_property
    def site_kind(self) -> Strs:
        """The kind of site by account."""
        return texts([site.kind for site in self.sites])[self.staff.site]

    @cached_property
    def town(self) -> Ints:
        """The town of the site by account."""
        return np.array([site.town for site in self.sites])[self.staff.site]

    def does(self, *jobs: str) -> Bools:
        """Which accounts have one of these jobs."""
        return np.isin(self.job_name.astype(str), np.array(jobs, dtype=str))

    def pressure(self, rng: np.random.Generator) -> Floats:
        """Account × day: what makes the same person's days differ in amount of work."""
        days = self.almanac.days
        return pressure(rng, self.staff.site, days) * self.careers.factor(days)

    def attendance(self, rng: np.random.Generator, factor: Floats, late: Ints) -> tuple[Ints, Ints]:
        """Who begins a visit when; `late`: minutes by account and day that work lasts longer."""
        counts = workload(rng, self.staff, self.roster, self.almanac.weekday, factor)
        account, day = (
            np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape)
        )
        return account, moments(rng, self.staff, self.roster, account, day, late[account, day])

    def also_at(self, address: str) -> int:
        """The number of an address outside the accounts' own places."""
        return self.elsewhere.setdefault(address, len(self.elsewhere))

    def pool(self, group: Ints, groups: int) -> Pool:
        """The organisation's customers, by a group number given for everybody."""
        person = np.flatnonzero(self.people.customer[self.name])
        return Pool(person, group[person], self.people.fame[person], groups)

    def written(self) -> Looks:
        """All looks that fall within the days, by time."""
        everything = Looks.joined(self.looks)
        end = self.almanac.days * DAY
        inside = np.flatnonzero((everything.second >= 0) & (everything.second < end))
        order = inside[np.lexsort((everything.account[inside], everything.second[inside]))]
        return everything.take(order)
