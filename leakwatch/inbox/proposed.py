"""Proposals in the shape that pages and the API tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leakwatch.inbox.reckoned import Share


@dataclass(frozen=True)
class Tried:
    """What it would have done in some weeks: `alerts` fewer, and how people had judged them.

    `named` are those confirmed, the latest; `judged` the share of false alarms among those
    answered. `unknown` alerts were withdrawn, and what was found of them is gone. `findings` of
    `accounts` are held back now and would count again, `shown` alerts hidden now would be shown.
    """

    since: str
    until: str
    weeks: float
    of: int
    alerts: int
    a_week: float
    open: int
    confirmed: int
    dismissed: int
    withdrawn: int
    named: list[str]
    judged: Share
    unknown: int
    findings: int
    accounts: int
    shown: int


@dataclass(frozen=True)
class Change:
    """A line of the difference: + for what comes, - for what goes, a space for what stays."""

    sign: str
    line: str


@dataclass(frozen=True)
class Line:
    """A proposal; one that leakwatch suggests has no number. `refused`: why one may not decide it.

    `state`: suggested, waiting, approved (in force), refused, ended (withdrawn, another took its
    place, or an account's alert was worse than what it hides) or expired. `speaks`: of what was
    answered, what speaks for a suggestion.
    """

    number: int | None
    kind: str
    state: str
    detector: str | None
    actor: str | None
    org: str | None
    branch: str | None
    before: float | None
    after: float | None
    until_score: float | None
    until: datetime
    of: int | None
    reason: str
    made: datetime | None
    made_by: str | None
    decided: datetime | None
    decided_by: str | None
    answer: str | None
    ended: datetime | None
    ended_by: int | None
    changes: list[Change]
    tried: Tried | None
    refused: str
    speaks: str


@dataclass(frozen=True)
class Proposals:
    """What waits, what is suggested (null while it is counted), what is in force, what was.

    `older`: the number before which there is more of what was; null where that is all.
    """

    waiting: list[Line]
    suggested: list[Line] | None
    in_force: list[Line]
    past: list[Line]
    older: int | None
