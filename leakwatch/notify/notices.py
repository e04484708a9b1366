"""Notices: the news of alerts, feeds and jobs, in words without anybody's data.

They hold numbers of alerts and rings, names of detectors, sources and jobs, and counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leakwatch.findings import FEED, Severity

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.store.news import Open
    from leakwatch.store.suppressions import Suppression

#: an alert is surer with each of these that its p reaches
SURE = (1e-3, 1e-5, 1e-8)
#: what happened so long ago is not told by itself
OLD = timedelta(days=14)
LONGEST = 120
CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Notice:
    """One thing to tell; `about` is its name, the same whenever it is found; `page` is below the
    inbox. An `old` one is told together with others."""

    about: str
    kind: str
    title: str
    line: str = ""
    page: str = ""
    alert: str | None = None
    severity: int | None = None
    surety: int | None = None
    old: bool = False


def plain(text: str) -> str:
    r"""A name as one line, and not a long one: names go into the headers of mails.

    >>> plain("carrier\r\nBcc: somebody@example.org")
    'carrier Bcc: somebody@example.org'
    """
    return CONTROL.sub(" ", text).strip()[:LONGEST]


def surety(p: float) -> int:
    """How many of SURE a p reaches.

    >>> [surety(p) for p in (0.5, 1e-3, 1e-6, 0.0)]
    [0, 1, 2, 3]
    """
    return sum(p <= bound for bound in SURE)


@dataclass(frozen=True)
class Words:
    """The organisation's language, zone and name, and now."""

    say: Say
    zone: ZoneInfo
    name: str
    now: datetime

    def at(self, moment: datetime) -> str:
        """A moment on the wall of the organisation."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def severity(self, level: int) -> str:
        """How severe, in a word."""
        say = self.say
        words = {
            Severity.LOW: say("low"), Severity.MEDIUM: say("medium"),
            Severity.HIGH: say("high"), Severity.CRITICAL: say("critical"),
        }  # fmt: skip
        return words[Severity(level)]

    def titled(self, title: str) -> str:
        """A title with the organisation before it."""
        return f"[{plain(self.name)}] {title}"


def hidden(one: Open, suppressions: Iterable[Suppression]) -> bool:
    """True where a suppression covers the alert and none of its ends is reached."""
    return any(
        each.actor in (None, one.actor)
        and each.org in (None, one.org)
        and each.detector in (None, one.detectors)
        and (each.until_score is None or one.score < each.until_score)
        and (each.until_people is None or one.subjects < each.until_people)
        for each in suppressions
    )


def alerted(one: Open, before: tuple[int, int] | None, words: Words) -> Notice | None:
    """A new alert, or one severer or surer than it was told before; None for nothing new."""
    sure, say = surety(one.p), words.say
    if before is None:
        about, kind, title = f"alert {one.id}", "alert", say("alert {id} ({severity})")
    elif one.severity > before[0] or sure > before[1]:
        severest, surest = max(one.severity, before[0]), max(sure, before[1])
        about, kind = f"alert {one.id} {severest}.{surest}", "escalation"
        title = say("alert {id} escalates ({severity})")
    else:
        return None
    return Notice(
        about, kind, title.format(id=one.id, severity=words.severity(one.severity)),
        _evidence(one, words), f"alerts/{one.id}", one.id, one.severity, sure,
        one.last < (words.now - OLD).date(),
    )  # fmt: skip


def due(one: Open, days: int, words: Words) -> Notice | None:
    """An alert that nobody has answered for so many days."""
    if one.opened > words.now - timedelta(days=days):
        return None
    open_for = (words.now - one.opened).days
    title = words.say("alert {id} has waited {days} days for an answer")
    return Notice(
        f"due {one.id} {days}", "due", title.format(id=one.id, days=open_for),
        _evidence(one, words), f"alerts/{one.id}", one.id,
    )  # fmt: skip


def _evidence(one: Open, words: Words) -> str:
    say = words.say
    parts = [plain(say(", ").join(one.detectors.split(";")))]
    if one.actor.startswith(FEED):
        parts.append(say("source {source}").format(source=plain(one.actor.removeprefix(FEED))))
    elif one.subjects:
        parts.append(say("{people} people").format(people=one.subjects))
    parts.append(f"{one.first}" if one.first == one.last else f"{one.first} – {one.last}")
    if one.ring:
        parts.append(say("ring {ring}").format(ring=plain(one.ring)))
    return say("; ").join(parts)


def silent(source: str, since: str, words: Words) -> Notice:
    """A source whose log no longer comes; `since` is on its wall."""
    title = words.say("source {source} is silent since {since}")
    return Notice(
        f"feed {plain(source)} silent since {since}", "feed",
        title.format(source=plain(source), since=since), page="feeds",
    )  # fmt: skip


def overdue(job: str, due: datetime, words: Words) -> Notice:
    """A job that was due and is not done."""
    title = words.say("job {job} is overdue since {due}")
    return Notice(
        f"{beginning(job)}{due.isoformat()}", "job", title.format(job=job, due=words.at(due)),
        page="runs",
    )  # fmt: skip


def beginning(job: str) -> str:
    """How the name of every notice of an overdue job begins."""
    return f"job {job} overdue "


def failed(jobs: dict[str, datetime], words: Words) -> Iterator[Notice]:
    """The jobs that have failed since they were last done, each with the first window."""
    title = words.say("job {job} of {due} failed")
    for job, first in jobs.items():
        told = title.format(job=job, due=words.at(first))
        yield Notice(f"job {job} failed {first.isoformat()}", "job", told, page="runs")
