"""The accounts of one organisation: person, job, site, habits, dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import Bools, Floats, Ints, Strs, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.jobs import BATCH_ACCOUNTS, JOBS, Job
from leakwatch.synth.people import People
from leakwatch.synth.sites import Site

LETTER = {"carrier": "K", "lender": "u", "hospital": "Y", "courier": "S", "insurer": "op"}
NEVER = 10**6


@dataclass(frozen=True)
class Staff:
    """One row per account. Dates are day numbers; `left` is the last day of work."""

    account: Strs
    person: Ints
    job: Ints
    site: Ints
    visits: Floats
    spread: Floats
    week: Floats
    arrival: Ints
    missing: Floats
    hired: Ints
    left: Ints
    heavy: Bools
    batch: Bools

    def __len__(self) -> int:
        return len(self.account)


def staff_of(
    org: str, seed: int, size: float, almanac: Almanac, people: People, sites: list[Site]
) -> Staff:
    """Everybody, then the batch accounts in the last rows."""
    rng = dice(seed, org, "staff")
    jobs = JOBS[org]
    job = np.repeat(np.arange(len(jobs)), [headcount(j, size) for j in jobs])
    batch = np.arange(len(job) + len(BATCH_ACCOUNTS[org])) >= len(job)
    job = np.concatenate([job, np.zeros(int(batch.sum()), dtype=np.int64)])
    count = len(job)
    mean = np.array([j.visits for j in jobs])[job]
    missing = np.array([j.missing for j in jobs])[job]
    heavy = ~batch & (rng.random(count) < 0.02)
    hired, left = service(rng, batch, almanac.days)
    return Staff(
        account=accounts(org, rng, count),
        person=rng.choice(len(people), count, replace=False),
        job=job,
        site=np.where(batch, headquarters(sites), workplaces(rng, job, jobs, sites)),
        visits=np.where(
            batch, 0.0, mean * rng.lognormal(-0.1, 0.5, count) * np.where(heavy, 3.5, 1.0)
        ),
        spread=rng.lognormal(np.log(5), 0.6, count),
        week=rng.lognormal(0, 0.2, (count, 7)),
        arrival=np.abs(rng.normal(0, 14, count)).astype(np.int64),
        missing=careless(
            org, seed, np.clip(missing * rng.lognormal(-0.15, 0.6, count), 0.01, 0.45)
        ),
        hired=hired,
        left=left,
        heavy=heavy,
        batch=batch,
    )


def careless(org: str, seed: int, missing: Floats) -> Floats:
    """One in twenty has never cared for tickets and leaves out a third to two thirds of them."""
    rng = dice(seed, org, "careless")
    never = rng.random(len(missing)) < 0.05
    return np.where(never, rng.uniform(0.3, 0.65, len(missing)), missing)


def headcount(job: Job, size: float) -> int:
    """In proportion, but even the smallest world has enough of each job to cast every part."""
    return max(round(job.accounts * size), int(job.accounts**0.6))


def accounts(org: str, rng: np.random.Generator, count: int) -> Strs:
    """Numbers with holes, in no order of job or site."""
    batch = list(BATCH_ACCOUNTS[org])
    numbers = rng.permutation(count * 2)[: count - len(batch)] + 101
    return texts([f"{LETTER[org]}{n:05d}" for n in numbers.tolist()] + batch)


def workplaces(
    rng: np.random.Generator, job: Ints, jobs: tuple[Job, ...], sites: list[Site]
) -> Ints:
    """Sites of the job's kind, everyone of them staffed, some much bigger than others."""
    out = np.zeros(len(job), dtype=np.int64)
    for number, kind in enumerate(jobs):
        mine = np.flatnonzero(job == number)
        fitting = np.array([n for n, site in enumerate(sites) if site.kind == kind.site])
        weight = rng.lognormal(0, 0.5, len(fitting))
        drawn = rng.choice(fitting, len(mine), p=weight / weight.sum())
        drawn[: len(fitting)] = fitting[: len(mine)]
        out[mine] = drawn
    return out


def headquarters(sites: list[Site]) -> int:
    """Where batch accounts are at home."""
    return [site.kind for site in sites].index("office")


def service(rng: np.random.Generator, batch: Bools, days: int) -> tuple[Ints, Ints]:
    """Most came long ago and stay; some join within the time, some leave within its middle."""
    count = len(batch)
    hired = -rng.integers(100, 4_000, count)
    joiner = ~batch & (rng.random(count) < 0.05)
    hired[joiner] = rng.integers(1, max(2, days * 2 // 3), int(joiner.sum()))
    left = np.full(count, NEVER)
    stayers = np.flatnonzero(~batch & ~joiner)
    leavers = rng.choice(stayers, max(5, round(count * 0.03)), replace=False)
    left[leavers] = rng.integers(days // 3, days * 3 // 5 + 1, len(leavers))
    return hired, left
