"""Everything the store knows of one matter, as it stood at an entry of the trail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import undefer

from leakwatch.store import findings as finding
from leakwatch.store.alerts import Alert
from leakwatch.store.chain import Row
from leakwatch.store.decisions import Decision
from leakwatch.store.evidence import MatterEvidence
from leakwatch.store.findings import Finding
from leakwatch.store.matters import Hold, Matter, MatterItem
from leakwatch.store.measures import Measure, Proof
from leakwatch.store.model import batches
from leakwatch.store.notes import Note
from leakwatch.store.rings import ACCOUNTS, Ring, RingMember
from leakwatch.store.runs import Run
from leakwatch.store.ties import RingTie
from leakwatch.store.tracks import Duty, Suspicion
from leakwatch.store.trail import COLUMNS, Deed, Entry, note

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store.database import Store


@dataclass(frozen=True)
class Request:
    """That a file of a matter was asked for: an entry of the trail, by which it is made again."""

    number: int
    at: datetime
    who: str
    matter: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Ringed:
    """A ring of a matter, its members by side and name, and what joins them."""

    ring: Ring
    members: list[RingMember]
    ties: list[RingTie]


@dataclass(frozen=True)
class Collected:
    """One matter: `alerts` by number, `findings` by account, day and detector, the rest by time.

    `alerts` are those in it, and those of its rings that nobody dismissed; `findings` what they
    answer for.
    """

    matter: Matter
    items: list[MatterItem]
    alerts: list[Alert]
    rings: list[Ringed]
    findings: list[Finding]
    decisions: list[Decision]
    notes: list[Note]
    suspicions: list[Suspicion]
    duties: list[Duty]
    measures: list[Measure]
    proofs: list[Proof]
    holds: list[Hold]
    #: tables from notebooks, whole
    evidence: list[MatterEvidence]
    #: those that said any of it
    runs: list[Run]
    trail: list[Row]

    @property
    def accounts(self) -> list[str]:
        """The accounts of its alerts, then those of its rings, each once."""
        ringed = (one.member for each in self.rings for one in each.members if _account(one))
        return [*dict.fromkeys(chain((one.actor for one in self.alerts), ringed))]

    @property
    def days(self) -> dict[str, list[date]]:
        """Account → the days something was found of it."""
        found: dict[str, set[date]] = {}
        for one in self.findings:
            found.setdefault(one.actor, set()).add(one.day)
        return {actor: sorted(found[actor]) for actor in sorted(found)}


def _account(member: RingMember) -> bool:
    return member.kind in ACCOUNTS


def ask(
    session: Session, matter: str, who: str, details: dict[str, Any], *, now: datetime | None = None
) -> Request:
    """Notes on the trail that a file of a matter is asked for."""
    head = note(session, who, Deed.EXPORT_ASKED, matter, details, now=now)
    made = asked(session, head.number)
    assert made is not None
    return made


def asked(session: Session, number: int) -> Request | None:
    """What was asked for by an entry of the trail; None where nothing was."""
    found = session.get(Entry, number)
    if found is None or found.what != Deed.EXPORT_ASKED:
        return None
    at = datetime.fromisoformat(found.at)
    return Request(found.number, at, found.who, found.whom, json.loads(found.details))


def collect(store: Store, request: Request) -> Collected:
    """The matter as its request found it; LookupError where there is none of this name.

    What was decided, answered, noted, added or held since is left out. What is kept in place of
    what was before is not: what a later run said of an alert or a ring, how far a measure is, what
    was taken out, whose the matter is and how it ends. The trail tells by its digest which file was
    handed out.
    """
    with store.reading() as session:
        matter = session.get(Matter, request.matter)
        if matter is None:
            raise LookupError(f"no matter {request.matter}")
        items = _until(session, MatterItem, MatterItem.added, request,
                       MatterItem.matter == matter.id)  # fmt: skip
        alerts = _alerts(session, items)
        rings = [_ring(session, one.item) for one in items if one.kind == "ring"]
        joined = {one.member for each in rings for one in each.members if _account(one)}
        found = _findings(session, alerts)
        actors = joined | {one.actor for one in alerts}
        named = {matter.id, *(one.item for one in items), *actors}
        ids = [one.id for one in alerts]
        trail = _trail(session, request, named)
        return Collected(
            matter, items, alerts, rings, found,
            _until(session, Decision, Decision.at, request, Decision.alert_id.in_(ids)),
            _until(session, Note, Note.at, request, Note.item.in_(named)),
            [Suspicion(matter=matter.id, actor=said.pop("account"), **said)
             for said in _answers(trail, matter.id, Deed.ACCOUNT_ANSWERED, "account")],
            [Duty(matter=matter.id, **said)
             for said in _answers(trail, matter.id, Deed.DUTY_ANSWERED, "duty")],
            _until(session, Measure, Measure.made, request, Measure.matter == matter.id),
            _until(session, Proof, Proof.added, request, Proof.measure.in_(
                select(Measure.id).where(Measure.matter == matter.id))),
            _until(session, Hold, Hold.placed, request, Hold.matter == matter.id),
            _evidence(session, request),
            _runs(session, found, alerts),
            trail,
        )  # fmt: skip


def _until(session: Session, model: Any, at: Any, request: Request, mine: Any) -> list[Any]:
    """Rows of a table up to the request, by time and key."""
    order = [at, *model.__table__.primary_key.columns]
    return [*session.scalars(select(model).where(mine, at <= request.at).order_by(*order))]


def _answers(trail: list[Row], matter: str, deed: Deed, about: str) -> list[dict[str, Any]]:
    """The last answers about each of something, by time: what is kept may have been said since."""
    last: dict[str, dict[str, Any]] = {}
    for one in trail:
        if one.what == deed and one.whom == matter:
            said = json.loads(one.details) | {"at": datetime.fromisoformat(one.at), "who": one.who}
            last[said[about]] = said
    return sorted(last.values(), key=lambda said: (said["at"], said[about]))


def _evidence(session: Session, request: Request) -> list[MatterEvidence]:
    put = select(MatterEvidence).options(undefer(MatterEvidence.content))
    mine = put.where(MatterEvidence.matter == request.matter, MatterEvidence.added <= request.at)
    return [*session.scalars(mine.order_by(MatterEvidence.id))]


def _alerts(session: Session, items: list[MatterItem]) -> list[Alert]:
    """Those named, and those of rings that are named."""
    own, rings = ([one.item for one in items if one.kind == kind] for kind in ("alert", "ring"))
    ringed = and_(Alert.ring.in_(rings), Alert.status != "dismissed")
    mine = select(Alert).where(or_(Alert.id.in_(own), ringed))
    return [*session.scalars(mine.order_by(Alert.number))]


def _ring(session: Session, name: str) -> Ringed:
    mine = select(RingMember).where(RingMember.ring == name)
    ties = select(RingTie).where(RingTie.ring == name)
    return Ringed(
        session.get_one(Ring, name),
        [*session.scalars(mine.order_by(RingMember.side, RingMember.member))],
        [*session.scalars(ties.order_by(RingTie.a, RingTie.b, RingTie.kind, RingTie.because))],
    )


def _findings(session: Session, alerts: list[Alert]) -> list[Finding]:
    told = finding.of_alerts(session, [one.id for one in alerts])
    every = (one for mine in told.values() for one in mine)
    return sorted(every, key=lambda one: (one.actor, one.day, one.detector))


def _runs(session: Session, found: list[Finding], alerts: list[Alert]) -> list[Run]:
    named = {one.run_id for one in found} | {one.run_id for one in alerts}
    return [*session.scalars(select(Run).where(Run.id.in_(named - {None})).order_by(Run.id))]


def _trail(session: Session, request: Request, named: set[str]) -> list[Row]:
    """The entries about any of these, up to the request."""
    found: list[Row] = []
    for batch in batches(sorted(named)):
        rows = session.execute(
            select(*COLUMNS).where(Entry.whom.in_(batch), Entry.number <= request.number)
        )
        found += [Row(*row) for row in rows]
    return sorted(found)
