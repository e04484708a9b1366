"""Changes of job within the time: the log's job and the amount of work change on a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import Floats, Ints, Strs, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.jobs import JOBS
from leakwatch.synth.staff import NEVER, Staff

BEFORE = {
    "投诉处理": "客服",
    "质检": "客服",
    "店长": "营业员",
    "审批员": "客户经理",
    "风控": "贷后管理",
    "病案室": "护士",
    "收费员": "护士",
    "网点经理": "快递员",
    "仲裁": "总部客服",
    "机构经理": "内勤",
    "核保": "理赔",
}


@dataclass(frozen=True)
class Careers:
    """Per account: the day of the change (NEVER for most) and the job's name until then."""

    changed: Ints
    former: Strs
    ratio: Floats

    @classmethod
    def drawn(cls, org: str, seed: int, almanac: Almanac, staff: Staff) -> Careers:
        """One in eight of those whose job one grows into, and one at least."""
        rng = dice(seed, org, "careers")
        visits = {job.name: job.visits for job in JOBS[org]}
        names = [job.name for job in JOBS[org]]
        former = texts([BEFORE.get(names[job], "") for job in staff.job])
        fit = np.flatnonzero((former != "") & ~staff.batch & (staff.hired < 0))
        chosen = rng.choice(fit, max(1, len(fit) // 8), replace=False)
        changed = np.full(len(staff), NEVER)
        changed[chosen] = rng.integers(almanac.days // 4, almanac.days * 3 // 4, len(chosen))
        ratio = np.ones(len(staff))
        ratio[chosen] = [visits[former[one]] / visits[names[staff.job[one]]] for one in chosen]
        return cls(changed, former, ratio)

    def factor(self, days: int) -> Floats:
        """By account and day: the former job's amount of work until the change."""
        before = (np.arange(days) < self.changed[:, None]) & (self.changed < NEVER)[:, None]
        return np.where(before, self.ratio[:, None], 1.0)

    def names(self, latest: Strs, day: int) -> Strs:
        """Jobs as the log of that day has them."""
        before = (self.changed < NEVER) & (day < self.changed)
        shown: Strs = np.where(before, self.former, latest)
        return shown
