"""Alerts' explanations and evidence, and accounts, for programs: what their pages show."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query

from leakwatch.access import Right
from leakwatch.around import Day as Beside
from leakwatch.charts.exposure import Met
from leakwatch.inbox import rows
from leakwatch.inbox.account import Fact, Seat
from leakwatch.inbox.desk import Visitor, needs
from leakwatch.inbox.routes.actor import opened as known_of
from leakwatch.inbox.routes.alert import beside, opened
from leakwatch.inbox.rows import Row
from leakwatch.inbox.seen import viewed
from leakwatch.inbox.words import Asked, Day, Number
from leakwatch.report import told
from leakwatch.report.thresholds import Class, Reading, classes, readings
from leakwatch.report.told import Sentence
from leakwatch.store import lists

router = APIRouter(prefix="/api/v1", tags=["evidence"])
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]


@dataclass(frozen=True)
class Hour:
    """Looks of one hour of the clock: the account's, and a colleague's on average."""

    day: date
    hour: int
    looks: float
    peers: float


@dataclass(frozen=True)
class Explained:
    """Why an alert was raised; `explained` and `exposed` as a run kept them, `law` for reading."""

    alert: str
    actor: str
    because: str
    sentences: list[Sentence]
    explained: dict[str, Any]
    exposed: dict[str, Any]
    classes: list[Class]
    law: list[Reading]
    runbooks: dict[str, list[str]]
    peers: int
    days: list[Beside]
    hours: list[Hour]
    met: list[Met]


@dataclass(frozen=True)
class Evidence:
    """A page of 50 events of an alert's flagged days; `count` of them fit."""

    alert: str
    actor: str
    days: list[date]
    count: int
    page: int
    rows: list[Row]


@dataclass(frozen=True)
class Brief:
    """An alert in a line."""

    id: str
    first: date
    last: date
    severity: str
    status: str
    p: float
    subjects: int
    records: int
    detectors: str
    because: str
    ring: str | None
    owner: str | None
    opened: datetime


@dataclass(frozen=True)
class Found:
    """What a detector said of a day; `excuse` says why it raised nothing."""

    day: date
    detector: str
    severity: str
    score: float
    p: float | None
    because: str
    excuse: str | None
    alert: str | None


@dataclass(frozen=True)
class Member:
    """A ring the account belongs to, and what it does there."""

    ring: str
    p: float
    role: str
    because: str


@dataclass(frozen=True)
class Actor:
    """One account, and its days up to `until`; the latest 200 of alerts and findings."""

    actor: str
    org: str | None
    role: str | None
    branch: str | None
    staff: dict[str, Any]
    alerts: list[Brief]
    findings: list[Found]
    rings: list[Member]
    matters: list[str]
    until: date
    peers: int
    days: list[Beside]
    facts: list[Fact]
    seats: list[Seat]


@router.get("/alerts/{alert}/explained")
def explained(alert: str, asking: Seeing) -> Explained:
    """What the page of an alert says of it."""
    found = opened(asking, alert)
    viewed(asking, found.alert.id, explained=True)
    here, met = beside(asking, found)
    exposed = found.alert.exposed or {}
    said = told.sentences(found.findings)
    hours = sorted({*here.hours, *here.peers_hours})
    return Explained(
        found.alert.id, found.alert.actor, found.alert.because, said, found.alert.explained or {},
        exposed, classes(exposed), readings(exposed, asking.say),
        {one.detector: told.steps(one.detector, asking.say) for one in said}, here.peers, here.days,
        [Hour(*one, here.hours.get(one, 0.0), here.peers_hours.get(one, 0.0)) for one in hours],
        met,
    )  # fmt: skip


@router.get("/alerts/{alert}/evidence")
def evidence(
    alert: str, asking: Seeing, day: Day = None, action: Asked = "", data: Asked = "",
    subject: Asked = "", bare: Annotated[bool, Query()] = False, page: Number = 1,
) -> Evidence:  # fmt: skip
    """The events of an alert's flagged days, or of one of them; on the trail.

    422 for a day that is not flagged, and for words that no event has.
    """
    found = opened(asking, alert)
    wanted = rows.Asked(day, action, data, subject.strip().lower(), bare, page)
    asked = rows.asked(rows.address(wanted, page=page), found.days, None)
    if asked != wanted:
        raise HTTPException(422, f"not understood: {_other(asked, wanted)}")
    viewed(asking, found.alert.id, evidence=rows.address(asked))
    here = rows.rows(asking.desk.lookup, found.alert.actor, found.days, asked)
    shown = [asked.day] if asked.day else found.days
    return Evidence(found.alert.id, found.alert.actor, shown, here.count, page, here.rows)


@router.get("/actors/{actor}")
def one(actor: str, asking: Seeing, until: Day = None) -> Actor:
    """One account over time; on the trail."""
    known, life = known_of(asking, actor, until)
    words, who = lists.severities(), life.beside.who
    return Actor(
        actor, who.get("org"), who.get("role"), who.get("branch"), life.staff,
        [Brief(each.id, each.first, each.last, words[each.severity], each.status, each.p,
               each.subjects, each.records, each.detectors, each.because, asking.ring(each.ring),
               each.owner, each.opened) for each in known.alerts],
        [Found(each.day, each.detector, words[each.severity], each.score, each.p, each.because,
               each.excuse, each.alert_id) for each in known.findings],
        [Member(ring.id, ring.p, member.role, member.because) for ring, member in known.rings],
        [each.id for each in known.matters], life.until, life.beside.peers, life.beside.days,
        life.facts, life.seats,
    )  # fmt: skip


def _other(one: rows.Asked, two: rows.Asked) -> str:
    """The first field in which they differ."""
    return next(each.name for each in fields(one)
                if getattr(one, each.name) != getattr(two, each.name))  # fmt: skip
