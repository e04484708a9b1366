"""What is promised of the alerts, and how sure that is on so much history."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from leakwatch.calibrate import BEFORE

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.tail import Codes

#: how sure the other figure of a promise is
SURE = 0.9


@dataclass(frozen=True)
class Promise:
    """What is promised of the alerts, and on how much it rests.

    `share` of the days without any leak may carry a false alarm, and that share of the alerts
    of a day may be false; `most` is what that share stays below in nine of ten logs as long as
    this one. `days` of calibration, of which the first `forward` are judged by the days around
    them; `tests` actor-days a day. `counted` says whether the counts alone reach so far; else a
    modelled tail does.
    """

    share: float
    most: float
    days: int
    forward: int
    tests: float
    counted: bool

    @property
    def short(self) -> bool:
        """True where no day has the days before it that it should be judged by."""
        return self.days <= BEFORE

    def said(self, say: Say = str) -> str:
        """In words."""
        counted = say(
            "at most {share:.0%} false alarms, counted, from {days} days of {tests:.0f} accounts"
        )
        modelled = say(
            "at most {share:.0%} false alarms, by a modelled tail, from {days} days of "
            "{tests:.0f} accounts"
        )
        told = [
            counted if self.counted else modelled,
            say("{sure:.0%} sure of no more than {most:.0%}"),
            say("the first {forward} judged by the days around them"),
            *([say("a short history: read alerts as hints")] if self.short else []),
        ]
        return say("; ").join(told).format(**asdict(self), sure=SURE)

    def told(self, say: Say = str) -> dict[str, Any]:
        """All of it as the store keeps it."""
        return {**asdict(self), "short": self.short, "said": self.said(say)}


def promise(day: Codes, share: float) -> Promise:
    """The promise for these actor-days: m tests a day at a share need m ÷ share in history."""
    days = len(np.unique(day))
    tests = len(day) / max(days, 1)
    enough = len(day) >= tests / share > 0
    return Promise(share, most(share, days), days, min(days, BEFORE), tests, enough)


def most(share: float, days: int) -> float:
    """What a promised share stays below in 90 % of logs of so many days.

    The line for raising is drawn through history so that `share` · `days` of its days would have
    crossed it; days fall together, so a day counts once. How many cross it from then on has the
    Gamma law of that count. Source: Vovk, "Conditional validity of inductive conformal
    predictors", Machine Learning 92 (2013).

    >>> [round(most(0.1, days), 2) for days in (1, 7, 14, 60, 365)]
    [1.0, 0.49, 0.32, 0.18, 0.12]
    """
    from scipy.stats import gamma

    if not days:
        return 1.0
    return float(min(gamma.ppf(SURE, share * days + 1) / days, 1.0))
