"""Counts of alerts by month, organisation, detector and verdict; how soon people answer.

Each is one pass over the table: whoever shows them keeps them for a while.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from leakwatch.store.alerts import Alert
from leakwatch.store.decisions import RUN, Decision

#: judged by a person; what a run withdrew is neither
JUDGED = ("confirmed", "dismissed")
#: answers looked at for how soon they came, the latest
ANSWERS = 50_000


class Count(NamedTuple):
    """So many alerts of a month (a place in the row of months) and word, with so many people."""

    month: int
    word: str
    status: str
    alerts: int
    people: int


class Judged(NamedTuple):
    """So many alerts of a word were confirmed, so many dismissed."""

    word: str
    confirmed: int
    dismissed: int


def counted(session: Session, word: str, months: Sequence[datetime]) -> list[Count]:
    """Alerts opened from the first of some moments to the last, by month, a column and status.

    `word` is org or detectors; an alert of several detectors counts once for each.
    """
    month, column = _month(months), getattr(Alert, word)
    asked = (
        select(month, column, Alert.status, func.count(), func.sum(Alert.subjects))
        .where(Alert.opened >= months[0], Alert.opened < months[-1])
        .group_by(month, column, Alert.status)
    )
    sums, people = Counter[tuple[int, str, str]](), Counter[tuple[int, str, str]]()
    for place, said, status, alerts, exposed in session.execute(asked):
        for each in _each(word, said):
            sums[place, each, status] += alerts
            people[place, each, status] += int(exposed or 0)
    return [Count(*key, sums[key], people[key]) for key in sorted(sums)]


def judged(session: Session, word: str, months: Sequence[datetime]) -> list[Judged]:
    """Alerts opened in some months on which a person's last word stands, by org or detectors.

    What was confirmed and closed since counts as confirmed, an alert of several detectors for each.
    """
    column = getattr(Alert, word)
    stands = (Decision.verdict == Alert.status) | (
        (Alert.status == "closed") & (Decision.verdict == "confirmed")
    )
    asked = (
        select(column, Decision.verdict, func.count(Alert.id.distinct()))
        .join(Decision, Decision.alert_id == Alert.id)
        .where(Alert.opened >= months[0], Alert.opened < months[-1], Decision.who != RUN,
               Decision.verdict.in_(JUDGED), stands)
        .group_by(column, Decision.verdict)
    )  # fmt: skip
    found: dict[str, Counter[str]] = {}
    for said, verdict, alerts in session.execute(asked):
        for each in _each(word, said):
            found.setdefault(each, Counter())[verdict] += alerts
    return [Judged(key, *(counts[one] for one in JUDGED)) for key, counts in sorted(found.items())]


def _each(word: str, said: str) -> list[str]:
    return said.split(";") if word == "detectors" else [said]


def answered(session: Session, since: datetime) -> tuple[list[timedelta], list[timedelta]]:
    """How long alerts opened since then waited for a person's first word, and for the last one.

    Of those that are no longer open; the latest ANSWERS of them.
    """
    asked = (
        select(Alert.opened, func.min(Decision.at), func.max(Decision.at), Alert.status)
        .join(Decision, Decision.alert_id == Alert.id)
        .where(Alert.opened >= since, Alert.status != "open", Decision.who != RUN)
        .group_by(Alert.id, Alert.opened, Alert.status)
        .order_by(Alert.opened.desc())
        .limit(ANSWERS)
    )
    rows = session.execute(asked).all()
    first = [begun - opened for opened, begun, _, _ in rows]
    return first, [ended - opened for opened, _, ended, status in rows if status != "confirmed"]


def _month(months: Sequence[datetime]) -> ColumnElement[Any]:
    """Which of the months an alert was opened in: exact in any zone, on any database."""
    return case(
        *[(Alert.opened < end, place) for place, end in enumerate(months[1:])], else_=len(months)
    )
