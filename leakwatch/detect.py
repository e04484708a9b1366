"""Facts + detectors − excuses → every actor-day's score, and the findings to raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from leakwatch import calibrate, typical, watched
from leakwatch.because import Sentences
from leakwatch.detector import Detector, Facts, Rule, Watch
from leakwatch.errors import PluginError
from leakwatch.excuses import EXCUSES, Ground
from leakwatch.findings import FINDINGS
from leakwatch.tail import Floats, log_cauchy

if TYPE_CHECKING:
    from leakwatch.settings import Detect
    from leakwatch.tail import Codes

Mask = npt.NDArray[np.bool_]

#: what an excuse leaves of a finding's score
LOWERED = 0.1
#: a raised day lists the detectors at least this sure of it, and its surest one
WORTH_SAYING = np.log(0.01)
#: a day on which a rule fires ranks above every other
BELOW_RULES = 0.95
KEY = ["actor", "day"]


@dataclass(frozen=True)
class Detected:
    """What a run found.

    `days`: every actor-day once, its facts, `score` (0…1) and `p`; `findings`: columns of
    `findings.FINDINGS`, the raised and the excused, of feeds too; `not_assessed`: detector →
    missing tables; `excused`: excuse → findings let go; `feeds`: actor, org and day of every
    feed-day that was judged.
    """

    days: pd.DataFrame
    findings: pd.DataFrame
    not_assessed: dict[str, tuple[str, ...]]
    excused: dict[str, int]
    promise: calibrate.Promise
    feeds: pd.DataFrame

    @property
    def judged(self) -> pd.DataFrame:
        """Actor, org and day of everything judged, people's and feeds'."""
        mine = ["actor", "org", "day"]
        return pd.concat([part[mine] for part in (self.days, self.feeds) if len(part)] or
                         [self.days[mine]], ignore_index=True)  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """One detector's say, row by row of the frame; `excuse` is a name or empty.

    `heard` is true for the peer groups of which the detector has anything to say.
    """

    detector: Detector
    said: pd.DataFrame
    score: Floats
    logs: Floats
    fired: Mask
    excuse: npt.NDArray[np.object_]
    heard: Mask

    @property
    def let_go(self) -> Mask:
        """Where an excuse holds."""
        return self.excuse != ""

    @property
    def counted(self) -> Floats:
        """Log p with excused findings counting for nothing."""
        return np.where(self.let_go, 0.0, self.logs)


@dataclass(frozen=True)
class Verdict:
    """All detectors' say of each row: log p, where a rule fired, the score, and the raised."""

    logs: Floats
    sure: Mask
    score: Floats
    raised: Mask


def detect(
    facts: Facts,
    detectors: list[Detector],
    *,
    settings: Detect,
    batch_actors: frozenset[str] = frozenset(),
) -> Detected:
    """Judges every actor-day by every detector that has the context it needs.

    Each detector's scores become p-values among the peer group's days, the p-values of a day
    one (Cauchy), which is calibrated once more among all days. An excused finding counts for
    nothing there, but is kept and shown if it would have been raised. Rules bypass calibration,
    not the budget.
    """
    frame, at = facts.frame, typical.panel(facts.frame)
    day, actor, group = at.back(at.day), at.back(at.first), at.back(at.group)
    ground = Ground(facts.context, batch_actors)
    missing = {one.name: _missing(one, facts) for one in detectors}
    assessed = [one for one in detectors if not missing[one.name]]
    judged = [_judged(one, facts, (day, actor, group), ground)
              for one in assessed if not isinstance(one, Watch)]  # fmt: skip
    verdict = _verdict(judged, day, actor, settings)
    words = Sentences(frame, at)
    parts = [_findings(one, verdict.raised & _named(one, judged), words) for one in judged]
    if any(one.let_go.any() for one in judged):
        parts += _let_go(judged, lambda plain: _verdict(plain, day, actor, settings).raised, words)
    parts += [watched.findings(one, facts) for one in assessed if isinstance(one, Watch)]
    findings = _table(parts)
    excuses = findings.loc[findings["excuse"] != "", "excuse"].value_counts()
    return Detected(
        days=frame.assign(score=verdict.score, p=np.exp(verdict.logs)),
        findings=findings,
        not_assessed={name: tables for name, tables in missing.items() if tables},
        excused={str(name): int(count) for name, count in sorted(excuses.items())},
        promise=calibrate.promise(day, settings.false_alarm_share),
        feeds=watched.named(facts.feeds),
    )


def _let_go(judged: list[Judged], raised: Callable[[list[Judged]], Mask],
            words: Sentences) -> list[pd.DataFrame]:  # fmt: skip
    """The findings that would have been raised if there were no excuses, lowered."""
    plain = [replace(one, excuse=np.full_like(one.excuse, "")) for one in judged]
    would = raised(plain)
    return [
        _excused(one, would & one.let_go & _named(bare, plain), words)
        for one, bare in zip(judged, plain, strict=True)
    ]


def _missing(one: Detector, facts: Facts) -> tuple[str, ...]:
    """What the detector needs and is not there."""
    if isinstance(one, Watch) and facts.feeds is None:
        return ("feeds",)
    return tuple(table for table in one.needs if table not in facts.context)


def _judged(one: Detector, facts: Facts, codes: tuple[Codes, ...], ground: Ground) -> Judged:
    """A detector's findings on the rows of the frame, calibrated, with the excuses that hold."""
    frame = facts.frame
    said = _aligned(one, one.findings(facts), frame)
    score = said["score"].fillna(0.0).to_numpy()
    fired = np.zeros(len(frame), dtype=bool)
    if isinstance(one, Rule):
        fired, logs = score > 0, np.log(said["p"].fillna(1.0).to_numpy())
    else:
        # scores run to 1 as o / (1 + o): the tail is that of the oddness o
        logs = calibrate.log_p(score / np.maximum(1 - score, 1e-12), *codes)
        logs = np.where(score > 0, logs, 0.0)
    excuse = np.full(len(frame), "", dtype=object)
    for reason in EXCUSES:
        if one.name in reason.lets_go and len(frame):
            excuse[reason.holds(frame, ground).to_numpy() & (excuse == "")] = reason.name
    # credit says nothing of a job that pulls none, and costs it nothing
    heard = pd.Series(score > 0).groupby(codes[2]).transform("any").to_numpy()
    return Judged(one, said, score, logs, fired, excuse, heard)


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


def _verdict(judged: list[Judged], day: Codes, actor: Codes, settings: Detect) -> Verdict:
    """One p and one score a row, and the rows to raise within promise and budget."""
    size = len(day)
    tested = [one for one in judged if not isinstance(one.detector, Rule)]
    rules = [one for one in judged if isinstance(one.detector, Rule)]
    sure, logs, odd = np.zeros(size, dtype=bool), np.zeros(size), np.zeros(size)
    if tested and size:
        heard = np.stack([one.heard for one in tested], axis=1)
        odd = -log_cauchy(np.stack([one.counted for one in tested], axis=1), heard)
        logs = calibrate.counted(odd, calibrate.log_p(odd, day, actor), actor)
    for one in rules:
        fired = one.fired & ~one.let_go
        sure, logs = sure | fired, np.where(fired, np.minimum(logs, one.counted), logs)
    # where p-values tie, the detectors' own scores order the days
    rank = odd + 1e-3 * sum((one.score * ~one.let_go for one in tested), np.zeros(size))
    score = BELOW_RULES * rank / (3 + rank)
    score = np.where(sure, BELOW_RULES + (1 - BELOW_RULES) * score, score)
    raised = calibrate.alerts(logs, odd, day, sure, settings.false_alarm_share,
                              settings.alerts_per_day)  # fmt: skip
    return Verdict(logs, sure, score, raised)


def _named(one: Judged, judged: list[Judged]) -> Mask:
    """Where this detector is worth naming: sure enough, or the surest of all."""
    surest = np.min([other.counted for other in judged], axis=0)
    return (one.counted < 0) & ((one.counted <= WORTH_SAYING) | (one.counted <= surest))


def _findings(one: Judged, where: Mask, words: Sentences) -> pd.DataFrame:
    """The findings of one detector on these rows, with their sentences."""
    rows = np.flatnonzero(where)
    return words.frame.iloc[rows][KEY].assign(
        detector=one.detector.name,
        score=one.score[rows],
        p=np.exp(one.logs[rows]),
        because=words.write(one.detector.because, rows, one.said.iloc[rows]),
        severity=int(one.detector.severity),
        excuse="",
    )


def _excused(one: Judged, where: Mask, words: Sentences) -> pd.DataFrame:
    """The same, lowered, with the excuse and its sentence."""
    found, rows = _findings(one, where, words), np.flatnonzero(where)
    why = np.full(len(rows), "", dtype=object)
    for reason in EXCUSES:
        mine = rows[one.excuse[rows] == reason.name]
        said = words.write(reason.because, mine, one.said.iloc[mine])
        why[one.excuse[rows] == reason.name] = said
    return found.assign(
        score=found["score"] * LOWERED,
        because=[f"{a}; excused: {b}" for a, b in zip(found["because"], why, strict=True)],
        excuse=one.excuse[rows],
    )


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All findings with the columns of `findings.FINDINGS`, by day, actor and detector."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in FINDINGS})
    table = pd.concat(full, ignore_index=True)[list(FINDINGS)]
    return table.sort_values(["day", "actor", "detector"], ignore_index=True)
