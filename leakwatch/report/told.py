"""What happened, in sentences: each detector of an alert at its strongest, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from textwrap import dedent
from typing import TYPE_CHECKING

from leakwatch import plugins
from leakwatch.errors import ConfigError, PluginError

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.store.findings import Finding


@dataclass(frozen=True)
class Sentence:
    """What a detector says of its strongest day, and on which days it speaks."""

    detector: str
    because: str
    day: date
    severity: int
    p: float | None
    days: list[date]


def sentences(findings: Iterable[Finding]) -> list[Sentence]:
    """A sentence a detector, the strongest first."""
    ordered = sorted(findings, key=lambda one: one.detector)
    told = []
    for name, group in groupby(ordered, lambda one: one.detector):
        made = list(group)
        best = min(made, key=_strength)
        told.append((best, Sentence(name, best.because, best.day, best.severity, best.p,
                                    sorted({one.day for one in made}))))  # fmt: skip
    return [sentence for best, sentence in sorted(told, key=lambda one: _strength(one[0]))]


def _strength(one: Finding) -> tuple[float, float, int, date, str]:
    return 1.0 if one.p is None else one.p, -one.score, -one.severity, one.day, one.detector


def spelled(name: str, say: Say) -> str:
    """A detector's name as people read it.

    >>> spelled("slow_drip", str)
    'slow drip'
    """
    said = say(name)
    return said if said != name else name.replace("_", " ")


def steps(name: str, say: Say) -> list[str]:
    """What to do next, by a detector's runbook; nothing where it is not installed any more."""
    return [say(step) for step in _steps(name)]


@cache
def _steps(name: str) -> Sequence[str]:
    try:
        runbook = dedent(plugins.detector(name).runbook)
    except (ConfigError, PluginError):
        return ()
    lines, told = runbook.strip().splitlines(), list[str]()
    for line in lines:
        number, dot, rest = line.partition(". ")
        if dot and number.strip().isdigit():
            told.append(rest.strip())
        elif told:
            told[-1] = f"{told[-1]} {line.strip()}"
    return tuple(told)
