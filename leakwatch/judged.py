"""One detector's say of every actor-day, and all detectors' say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch import calibrate, raising
from leakwatch.detector import Detector, Facts, Rule, Test, Watch
from leakwatch.errors import PluginError
from leakwatch.excuses import EXCUSES, Ground, Held, machines

if TYPE_CHECKING:
    from leakwatch.settings import Detect
    from leakwatch.tail import Codes, Floats, Mask
    from leakwatch.typical import Panel

#: a raised day lists the detectors at least this sure of it, and its surest one
WORTH_SAYING = np.log(0.01)
#: a day on which a sure rule fires ranks above every other
BELOW_RULES = 0.95
#: the oddness at which the score is one half
HALF = 3.0
KEY = ["actor", "day"]


@dataclass(frozen=True)
class Rows:
    """Day, actor and peer group of each row of the frame, and whether it is a machine's."""

    day: Codes
    actor: Codes
    group: Codes
    machine: Mask

    @classmethod
    def of(cls, frame: pd.DataFrame, at: Panel) -> Rows:
        """Those of a frame in the order of its panel."""
        none = np.zeros(len(frame), dtype=bool)
        machine = frame["machine"].to_numpy(dtype=bool) if "machine" in frame else none
        return cls(at.back(at.day), at.back(at.first), at.back(at.group), machine)


def marked(facts: Facts, ground: Ground) -> Facts:
    """The facts with `machine`, if any account is registered as one."""
    found = sorted(machines(ground))
    if not found:
        return facts
    return replace(facts, days=facts.days.mutate(machine=facts.days.actor.isin(found)))


@dataclass(frozen=True)
class Judged:
    """One detector's say, row by row of the frame; `excuse` is a name or empty."""

    detector: Detector
    said: pd.DataFrame
    score: Floats
    logs: Floats
    fired: Mask
    excuse: npt.NDArray[np.object_]

    @cached_property
    def let_go(self) -> Mask:
        """Where an excuse holds."""
        return self.excuse != ""

    @property
    def counted(self) -> Floats:
        """Log p with excused findings counting for nothing."""
        return np.where(self.let_go, 0.0, self.logs)

    @property
    def sure(self) -> Mask:
        """Where a rule fires that needs no other evidence."""
        alone = isinstance(self.detector, Rule) and self.detector.alone
        return self.fired & ~self.let_go & alone

    @property
    def evidence(self) -> Floats:
        """Its evidence of each row, in nats by its weight."""
        return raising.evidence(self.counted, self.detector.weight)

    @property
    def rank(self) -> Floats:
        """The same, its own score ordering the rows that tie."""
        return self.evidence + 1e-3 * self.score * ~self.let_go


@dataclass(frozen=True)
class Verdict:
    """All detectors' say of each row: log p, where a rule fired, the score, and the raised."""

    logs: Floats
    sure: Mask
    score: Floats
    raised: Mask


def missing(one: Detector, facts: Facts) -> tuple[str, ...]:
    """What the detector needs and is not there."""
    if isinstance(one, Watch) and facts.feeds is None:
        return ("feeds",)
    return tuple(table for table in one.needs if table not in facts.context)


def judge(one: Detector, facts: Facts, rows: Rows, held: Held) -> Judged:
    """A detector's findings on the rows of the frame, calibrated, with the excuses that hold."""
    frame = facts.frame
    said = _aligned(one, one.findings(facts), frame)
    score = said["score"].fillna(0.0).to_numpy()
    fired = np.zeros(len(frame), dtype=bool)
    if isinstance(one, Rule):
        fired, logs = score > 0, np.log(said["p"].fillna(1.0).to_numpy())
    else:
        # scores run to 1 as o / (1 + o): the tail is that of the oddness o
        odd = score / np.maximum(1 - score, 1e-12)
        logs = calibrate.log_p(odd, rows.day, rows.actor, rows.group, machine=rows.machine)
        if isinstance(one, Test) and not one.rough:
            # colleagues of whom it says nothing do not make sure what the test finds little odd
            own = np.maximum(said["p"].to_numpy(dtype=np.float64), 1e-300)
            logs = np.fmax(logs, np.log(own))
        logs = np.where(score > 0, logs, 0.0)
    return Judged(one, said, score, logs, fired, held.of(one.name))


def held(facts: Facts, ground: Ground) -> Held:
    """The excuses of the days."""
    return Held(facts.frame, ground, EXCUSES)


def _aligned(one: Detector, found: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Findings on the rows of the frame, empty where the detector is silent."""
    if found.duplicated(KEY).any():
        raise PluginError("two findings of one actor-day", where=one.name)
    said = frame[KEY].merge(found, on=KEY, how="left", validate="one_to_one")
    if said["score"].notna().sum() != len(found):
        raise PluginError("findings of actor-days that are not, or without score", where=one.name)
    if not said["score"].dropna().between(0, 1).all():
        raise PluginError("a score outside 0…1", where=one.name)
    return said


def verdict(judged: list[Judged], rows: Rows, settings: Detect) -> Verdict:
    """One p and one score a row, and the rows to raise within promise and budget."""
    odd, sure, score = combined(judged, len(rows.day))
    pinned = np.full(len(odd), np.nan)
    for one in judged:
        pinned = np.where(one.sure, np.fmin(pinned, one.counted), pinned)
    logs, raised = raising.raised(odd, rows.day, rows.actor, rows.machine, pinned,
                                  settings.false_alarm_share, settings.alerts_per_day)  # fmt: skip
    return Verdict(logs, sure, score, raised)


def combined(judged: list[Judged], size: int) -> tuple[Floats, Mask, Floats]:
    """Row by row: the oddness by all detectors, where a sure rule fired, and the score (0…1).

    The oddness is the sum of what the detectors add (see raising.together).
    """
    sure = np.zeros(size, dtype=bool)
    for one in judged:
        sure |= one.sure
    odd, rank = (
        raising.together(np.stack([np.zeros(size), *each], axis=1)).sum(axis=1)
        for each in ([one.evidence for one in judged], [one.rank for one in judged])
    )
    score = BELOW_RULES * rank / (HALF + rank)
    return odd, sure, np.where(sure, BELOW_RULES + (1 - BELOW_RULES) * score, score)


def named(one: Judged, judged: list[Judged]) -> Mask:
    """Where this detector is worth naming: sure enough, or the surest of all."""
    surest = np.min([other.counted for other in judged], axis=0)
    return (one.counted < 0) & ((one.counted <= WORTH_SAYING) | (one.counted <= surest))
