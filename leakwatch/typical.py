"""What is typical: for the actor before, for the same job that day, for the same job at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch.running import GRAIN, running

if TYPE_CHECKING:
    from leakwatch.tail import Codes, Floats

Number = TypeVar("Number", bound=np.generic)

PEERS = 10
#: so many others at a branch are a team
FEW = 2
PAST = 40
#: with fewer past days than this, the actor's nearest later days stand in for a history
HISTORY = 10
PRIOR = 5.0
COUNT = 4.0
NARROWEST = 0.25
STEADY = 2.0
NORMAL_IQR, NORMAL_MAD = 1.349, 1.4826
CHUNK = 50_000


def peers(frame: pd.DataFrame, least: int = PEERS) -> Codes:
    """A number a row for its peer group: org × role.

    Jobs below `least` actors stand together with their organisation's other small jobs, and
    where those are too few, with everybody's: unlike work is not taken for the yardstick. An
    organisation's machines (`machine`, where the frame has it) stand alone.
    """
    org, _ = pd.factorize(frame["org"], use_na_sentinel=False)
    role, _ = pd.factorize(frame["role"], use_na_sentinel=False)
    actor, _ = pd.factorize(frame["actor"])
    machine = frame["machine"].to_numpy(bool) if "machine" in frame else np.zeros(len(org), bool)
    jobs = 1 + len(set(org.tolist())) + org * (role.max(initial=0) + 1) + role
    jobs = np.where(machine, -1, jobs)
    group = np.where(_actors(jobs, actor) >= least, jobs, 1 + org)
    group = np.where(machine, -1, group)
    group = np.where(_actors(group, actor) >= least, group, 0)
    return np.where(machine, jobs.max(initial=0) + 1 + org, group).astype(np.int64)


def _actors(group: Codes, actor: Codes) -> Codes:
    """How many actors the group of each row has."""
    return pd.Series(actor).groupby(group).transform("nunique").to_numpy()


@dataclass(frozen=True)
class Panel:
    """Actor-days in the order of actor and day.

    `order` takes the frame's rows into this order; `first` and `last` are the places of the
    actor's first and last row; `day` counts days since 1970; `group` is the peer group and
    `branch` org × branch.
    """

    order: Codes
    first: Codes
    last: Codes
    day: Codes
    group: Codes
    branch: Codes

    def take(self, column: pd.Series) -> Floats:
        """A fact in the panel's order, null as 0."""
        return np.nan_to_num(column.to_numpy(dtype=np.float64, na_value=np.nan)[self.order])

    def back(self, values: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """From the panel's order to the frame's."""
        out = np.empty_like(values)
        out[self.order] = values
        return out

    def starts(self, days: int) -> Codes:
        """Where each row's trailing window of so many calendar days begins."""
        place = np.arange(len(self.day))
        span = int(np.ptp(self.day)) + days + 2 if len(self.day) else 1
        key = self.first * span + self.day - self.day.min(initial=0)
        return np.minimum(
            np.maximum(np.searchsorted(key, key - days, side="right"), self.first), place
        )

    def sums(self, values: Floats, days: int) -> Floats:
        """Sums over the trailing calendar days up to and with the row's own."""
        total = running(values)
        return (total[1:] - total[self.starts(days)]) / GRAIN

    def earlier(self, values: Floats, days: int) -> Floats:
        """Sums over everything of the actor before the trailing window."""
        total = running(values)
        return (total[self.starts(days)] - total[self.first]) / GRAIN


def panel(frame: pd.DataFrame) -> Panel:
    """The order of a frame with actor, day, org and role."""
    actor, _ = pd.factorize(frame["actor"], sort=True)
    day = pd.to_datetime(frame["day"]).to_numpy().astype("datetime64[D]").astype(np.int64)
    order = np.lexsort((day, actor))
    actor, day = actor[order], day[order]
    first = np.searchsorted(actor, actor)
    last = np.searchsorted(actor, actor, side="right") - 1
    team = ["org", "branch", *(["machine"] if "machine" in frame else [])]
    branch = frame.groupby(team, dropna=False, sort=True).ngroup().to_numpy()
    group, branch = peers(frame)[order], branch.astype(np.int64)[order]
    return Panel(order, first, last, day, group, branch)


def past(values: Floats, at: Panel) -> tuple[Floats, Floats, Floats]:
    """Median and spread of an actor's days before each row, and how many there were.

    The last 40 days worked; with under ten of them the nearest later days stand in, so that a
    log's first days are not judged blind. Without any: NaN, NaN, 0. The spread is the
    interquartile range as a standard deviation.
    """
    median, spread, count = np.full((3, len(values)), np.nan)
    if not len(values):
        return median, spread, count
    padded = np.concatenate([np.full(PAST, np.nan), values, np.full(HISTORY, np.nan)])
    wide = np.lib.stride_tricks.sliding_window_view(padded, PAST + HISTORY + 1)
    offset = np.arange(-PAST, HISTORY + 1)
    for begin in range(0, len(values), CHUNK):
        row = np.arange(begin, min(begin + CHUNK, len(values)))
        place = row[:, None] + offset
        first, last = at.first[row, None], at.last[row, None]
        known = (place >= first) & (place <= last) & (offset != 0)
        known &= (offset < 0) | (place <= first + HISTORY)
        seen = np.sort(np.where(known, wide[row], np.nan), axis=1)
        count[row] = known.sum(axis=1)
        low, middle, high = (_quantile(seen, count[row], share) for share in (0.25, 0.5, 0.75))
        median[row], spread[row] = middle, (high - low) / NORMAL_IQR
    return median, spread, count


def _quantile(ascending: Floats, count: Floats, share: float) -> Floats:
    """A quantile of the first `count` numbers of each ascending row, NaN of none."""
    place = np.maximum(count - 1, 0) * share
    low = np.floor(place).astype(np.int64)
    picked = np.take_along_axis(
        ascending, np.stack([low, np.ceil(place).astype(np.int64)], axis=1), axis=1
    )
    return picked[:, 0] + (picked[:, 1] - picked[:, 0]) * (place - low)


@dataclass(frozen=True)
class Unlike:
    """How far above the typical a fact is, in spreads (negative: below), in the panel's order."""

    own: Floats
    peers: Floats
    week: Floats
    month: Floats


def _by(values: Floats, *keys: Codes, least: int = 1) -> Floats:
    """The median of each row's group; NaN where the group has fewer than `least` rows."""
    grouped = pd.Series(values).groupby(list(keys), sort=False)
    median = grouped.transform("median").to_numpy()
    return np.where(grouped.transform("size").to_numpy() >= least, median, np.nan)


def _common(residual: Floats, at: Panel) -> Floats:
    """What the day lifted everybody by: the job (the whole day where it is small), the branch.

    Only upwards: a peak all share is no one's doing, but a quiet day accuses nobody. In a branch
    too small for a median it is what every one of the others was lifted by, two at least.
    """
    job, branch = (
        _by(residual, at.group, at.day, least=5),
        _by(residual, at.branch, at.day, least=5),
    )
    job = np.where(np.isnan(job), _by(residual, at.day, least=5), job)
    branch = np.where(np.isnan(branch), _least_of_others(residual, at.branch, at.day), branch)
    return np.fmax(np.fmax(job, branch), 0.0)


def _least_of_others(values: Floats, *keys: Codes) -> Floats:
    """The least among the others of each row's group; NaN where they are not two."""
    order = np.lexsort((values, *keys))
    same = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    start = np.flatnonzero(np.append(True, ~same)[: len(order)])
    size = np.diff(np.append(start, len(order)))
    sorted_ = values[order]
    # whoever is lowest has the second beside him, all others the lowest
    least = np.repeat(sorted_[start], size)
    least[start[size > 1]] = sorted_[start[size > 1] + 1]
    out = np.empty_like(values)
    out[order] = np.where(np.repeat(size, size) > FEW, least, np.nan)
    return out


def unlike(counts: Floats, at: Panel) -> Unlike:
    """How far a day's counts are above the actor's own past and above the job's.

    On the scale log(1 + x / 4), where counts vary about evenly; what is known of an actor is
    shrunk to the job as if the job had given it five days.
    """
    level = np.log1p(np.maximum(counts, 0.0) / COUNT)
    usual, spread, known = past(level, at)
    job = _by(level, at.group)
    trust = known / (known + PRIOR)
    base = np.where(known > 0, trust * np.nan_to_num(usual), 0.0) + (1 - trust) * job
    residual = level - base
    above = residual - _common(residual, at)
    between = np.maximum(NORMAL_MAD * _by(np.abs(level - job), at.group), NARROWEST)
    within = np.maximum(_by(np.where(known >= PRIOR, spread, between), at.group), NARROWEST)
    half = known / (known + 2 * PRIOR)
    square = half * np.nan_to_num(spread) ** 2 + (1 - half) * within**2
    square = np.maximum(square, NARROWEST**2) + (1 - trust) * between**2
    own = above / np.sqrt(square)
    # one wild day is that day's matter: a window shows what keeps on
    steps, worked = np.clip(own, -STEADY, STEADY), np.ones_like(own)
    week, month = (at.sums(steps, days) / np.sqrt(at.sums(worked, days)) for days in (7, 28))
    return Unlike(own, (above + base - job) / between, week, month)


def beyond_peers(counts: Floats, at: Panel) -> Floats:
    """How far a day's counts are above the job's, in spreads, less what the day lifts all by.

    A quick `unlike` for many facts at once: an actor who was always above colleagues is above
    them by no more than one spread beyond the own mean before.
    """
    level = np.log1p(np.maximum(counts, 0.0) / COUNT)
    job = _by(level, at.group)
    between = np.maximum(NORMAL_MAD * _by(np.abs(level - job), at.group), NARROWEST)
    above = (level - job - _common(level - job, at)) / between
    days, total = at.earlier(np.ones_like(above), 1), pd.Series(above).groupby(at.first)
    others = total.transform("sum").to_numpy() - above
    # as in `past`: with hardly any history the later days stand in for it
    before = np.where(days < HISTORY, others, at.earlier(above, 1))
    known = np.where(days < HISTORY, total.transform("size").to_numpy() - 1.0, days)
    usual = before / (known + 1.0)
    return np.minimum(above, above - np.maximum(usual, 0.0) + 1.0)


def of_usual_day(looks: Floats, at: Panel) -> Floats:
    """What to multiply a day's counts by to have those of the job's usual looks; at most 1.

    A busy day has more of everything, and is no odder for it.
    """
    usual = pd.Series(np.where(looks > 0, looks, np.nan)).groupby(at.group).transform("median")
    return np.minimum(np.nan_to_num(usual.to_numpy(), nan=1.0) / np.maximum(looks, 1.0), 1.0)
