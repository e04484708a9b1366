"""What the findings of one alert say together, and how much reading it first is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from leakwatch.findings import FEED

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.store.findings import Finding

#: days of a feed that its alert tells of
MOST_TOLD = 10


def harm(p: float, subjects: int, severity: int) -> float:
    """Expected people harmed, weighted: (1 − p) × subjects × 2^(severity − 1).

    Alerts are read in this order. Reading is taken to last as long for one as for another, so per
    minute of an investigator's time the order is the same. Nobody counted yet weighs as one.

    >>> harm(p=0.5, subjects=10, severity=3)
    20.0
    """
    weight: int = 2 ** (severity - 1)
    return (1 - p) * max(subjects, 1) * weight


def together(ps: Sequence[float | None]) -> float:
    """One p for several findings: the least of n × p₍ₖ₎ / k over the n sorted ones.

    Simes' test (Biometrika 73, 1986, 751–754), never above Bonferroni's n × p₍₁₎, and so that a
    hundred days of p = 0.01 stay 0.01, where Bonferroni's would come to 1. It holds under
    positive dependence, as of days of one actor and detectors of one day. A missing p is 1.

    >>> together([0.001, 0.5]), together([0.01] * 100)
    (0.002, 0.01)
    """
    ordered = sorted(1.0 if p is None else p for p in ps)
    return min(p * (len(ordered) / k) for k, p in enumerate(ordered, 1))


def evidence(findings: Sequence[Finding], say: Say = str) -> dict[str, Any]:
    """The columns of an alert that its findings determine, whatever their order."""
    days = [finding.day for finding in findings]
    by_detector = sorted(findings, key=lambda finding: finding.detector)
    told = [list(made) for _, made in groupby(by_detector, lambda finding: finding.detector)]
    told.sort(key=lambda made: min(_strength(finding) for finding in made))
    return {
        "first": min(days),
        "last": max(days),
        "severity": max(finding.severity for finding in findings),
        "p": together([finding.p for finding in findings]),
        "score": max(finding.score for finding in findings),
        "detectors": ";".join(sorted({finding.detector for finding in findings})),
        "because": say("; ").join(_sentence(made, say) for made in told),
    }


def _strength(finding: Finding) -> tuple[float, float, int, date, str]:
    """Smaller is stronger: least p, then highest score, worst severity, earliest day."""
    p = 1.0 if finding.p is None else finding.p
    return p, -finding.score, -finding.severity, finding.day, finding.detector


def _sentence(made: Sequence[Finding], say: Say) -> str:
    """What one detector says of its strongest day, and on how many days it says so."""
    if made[0].actor.startswith(FEED):
        return _each(made, say)
    best = min(made, key=_strength)
    days = sorted(finding.day for finding in made)
    if len(days) == 1:
        return _dated(best, say)
    told = say("{because} (on {days} days from {first} to {last}, here {day})")
    return told.format(because=best.because, days=len(days), first=days[0], last=days[-1],
                       day=best.day)  # fmt: skip


def _dated(finding: Finding, say: Say) -> str:
    return say("{because} (on {day})").format(because=finding.because, day=finding.day)


def _each(made: Sequence[Finding], say: Say) -> str:
    """Of a feed, every day tells of something else: the newest of them, the newest first."""
    newest = sorted(made, key=lambda finding: finding.day, reverse=True)
    told = [_dated(one, say) for one in newest[:MOST_TOLD]]
    if len(made) > MOST_TOLD:
        told.append(say("{days} days before").format(days=len(made) - MOST_TOLD))
    return say("; ").join(told)
