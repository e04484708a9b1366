"""Facts + detectors − excuses → every actor-day's score, and the findings to raise."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from leakwatch import typical, watched
from leakwatch.because import Sentences
from leakwatch.detector import Detector, Facts, Watch
from leakwatch.excuses import EXCUSES, Ground
from leakwatch.explaining import explain
from leakwatch.findings import FINDINGS, HELD
from leakwatch.judged import (
    KEY,
    Judged,
    Rows,
    Verdict,
    combined,
    held,
    judge,
    marked,
    missing,
    named,
    verdict,
)
from leakwatch.promised import Promise, promise
from leakwatch.steadiness import Shift, shifts

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.settings import Detect
    from leakwatch.tail import Mask

#: what an excuse leaves of a finding's score
LOWERED = 0.1


@dataclass(frozen=True)
class Detected:
    """What a run found.

    `days`: every actor-day once, its facts, `score` (0…1) and `p`; `findings`: columns of
    `findings.FINDINGS`, the raised and the excused, of feeds too; `not_assessed`: detector →
    missing tables; `excused`: excuse → findings let go; `feeds`: actor, org and day of every
    feed-day that was judged; `shifts`: organisations whose days are unlike those before;
    `settled`: days of which nothing is said anew; `explained`: of each actor-day raised, why
    (see explaining.explain); `say` says sentences in the language of the run; `thresholds`: those
    of the settings; `approved`: detector → the proposal that its threshold comes from.
    """

    days: pd.DataFrame
    findings: pd.DataFrame
    not_assessed: dict[str, tuple[str, ...]]
    excused: dict[str, int]
    promise: Promise
    feeds: pd.DataFrame
    shifts: tuple[Shift, ...]
    explained: pd.DataFrame
    settled: frozenset[date] = frozenset()
    say: Say = str
    thresholds: dict[str, float] = field(default_factory=dict)
    approved: dict[str, int] = field(default_factory=dict)

    def summary(self) -> dict[str, Any]:
        """What the store keeps of the run: the promise, and all that limits it."""
        held = {"thresholds": "; ".join(self.held)} if self.held else {}
        return held | {
            "promise": self.promise.told(self.say),
            "shifts": [one.told(self.say) for one in self.shifts],
            "excused": self.excused,
            "not_assessed": {name: list(tables) for name, tables in self.not_assessed.items()},
            "days": len(self.days),
            "findings": int(self.findings["excuse"].eq("").sum()),
        }

    @property
    def held(self) -> list[str]:
        """Detectors held to a threshold, and by which proposal."""
        return [f"{name} {most:g}" + (f" (P{self.approved[name]})" if name in self.approved else "")
                for name, most in sorted(self.thresholds.items())]  # fmt: skip

    @property
    def judged(self) -> pd.DataFrame:
        """Actor, org, branch, source and day of everything judged, people's and feeds' (which have
        no branch); no settled days."""
        mine = ["actor", "org", "branch", "source", "day"]
        stands = pd.to_datetime(self.days["day"]).isin(pd.to_datetime(sorted(self.settled)))
        days = self.days.loc[~stands].reindex(columns=mine)
        parts = [part.reindex(columns=mine) for part in (days, self.feeds) if len(part)]
        return pd.concat(parts or [days], ignore_index=True)  # fmt: skip


def detect(
    facts: Facts,
    detectors: list[Detector],
    *,
    settings: Detect,
    ground: Ground | None = None,
    say: Say = str,
) -> Detected:
    """Judges every actor-day by every detector that has the context it needs.

    Each detector's scores become p-values among the peer group's days; what they add up to on a
    day (see raising.evidence) is calibrated once more among all days. An excused finding counts
    for nothing there, but is kept and shown if it would have been raised. Rules bypass
    calibration, not the budget.
    """
    ground = ground or Ground(facts.context, pairs=facts.pairs, deeds=facts.deeds)
    facts = marked(facts, ground)
    frame, at = facts.frame, typical.panel(facts.frame)
    rows, holding = Rows.of(frame, at), held(facts, ground)
    lacking = {one.name: missing(one, facts) for one in detectors}
    assessed = [one for one in detectors if not lacking[one.name]]
    judged = [judge(one, facts, rows, holding)
              for one in assessed if not isinstance(one, Watch)]  # fmt: skip
    found = verdict(judged, rows, settings)
    words = Sentences(frame, at, say)
    parts = _raised(judged, found, rows, settings, words)
    parts += [watched.findings(one, facts, say) for one in assessed if isinstance(one, Watch)]
    findings = _table(parts)
    excuses = findings.loc[findings["excuse"] != "", "excuse"].value_counts()
    return Detected(
        days=frame.assign(score=found.score, p=np.exp(found.logs)),
        findings=findings,
        not_assessed={name: tables for name, tables in lacking.items() if tables},
        excused={str(name): int(count) for name, count in sorted(excuses.items())},
        promise=promise(rows.day[~rows.machine], settings.false_alarm_share),
        feeds=watched.named(facts.feeds),
        shifts=shifts(frame[~rows.machine], combined(judged, len(frame))[0][~rows.machine]),
        explained=explain(judged, found, words, ground),
        say=say, thresholds=settings.thresholds,
    )  # fmt: skip


def _raised(judged: list[Judged], found: Verdict, rows: Rows, settings: Detect,
            words: Sentences) -> list[pd.DataFrame]:  # fmt: skip
    """The findings raised, and, lowered, those that would be if there were no excuses."""
    parts = [
        _held(_findings(one, found.raised & named(one, judged), words),
              settings.thresholds.get(one.detector.name, 1.0), words)
        for one in judged
    ]  # fmt: skip
    if not any(one.let_go.any() for one in judged):
        return parts
    plain = [replace(one, excuse=np.full_like(one.excuse, "")) for one in judged]
    would = verdict(plain, rows, settings).raised
    return parts + [
        _excused(one, would & one.let_go & named(bare, plain), words)
        for one, bare in zip(judged, plain, strict=True)
    ]


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


def _held(found: pd.DataFrame, most: float, words: Sentences) -> pd.DataFrame:
    """Those less sure than a threshold lowered and excused; what is surer stands as it is.

    Only afterwards: who else is raised that day does not depend on it, so that what a threshold
    would have done can be told from the findings kept.
    """
    late = found["p"] > most
    if not late.any():
        return found
    why = words.say("its p of {p:.2g} is above the threshold of {most:g}")
    told = words.say("{because}; excused: {excuse}")
    because = [
        told.format(because=said, excuse=why.format(p=p, most=most)) if held else said
        for said, p, held in zip(found["because"], found["p"], late, strict=True)
    ]
    return found.assign(
        score=found["score"].where(~late, found["score"] * LOWERED), because=because,
        excuse=found["excuse"].where(~late, HELD),
    )  # fmt: skip


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
        because=[
            words.say("{because}; excused: {excuse}").format(because=said, excuse=excuse)
            for said, excuse in zip(found["because"], why, strict=True)
        ],
        excuse=one.excuse[rows],
    )


def _table(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All findings with the columns of `findings.FINDINGS`, by day, actor and detector."""
    full = [part for part in parts if len(part)]
    if not full:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in FINDINGS})
    table = pd.concat(full, ignore_index=True)[list(FINDINGS)]
    return table.sort_values(["day", "actor", "detector"], ignore_index=True)
