"""Lists of matters, a page at a time: what is late stands first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from leakwatch.store.alerts import Alert
from leakwatch.store.matters import Matter, MatterItem
from leakwatch.store.measures import WAITING, Measure
from leakwatch.store.rings import ACCOUNT, RingMember
from leakwatch.store.tracks import OPEN, TRACKS, Suspicion

PAGE = 50
#: as a word of the address bar
STATUSES = ("open", "proposed", "closed", "any")


@dataclass(frozen=True)
class Now:
    """The moment a list is made at, and the day where it is read."""

    at: datetime
    today: date


@dataclass(frozen=True)
class Wanted:
    """Which matters, in which order; `besides` is an account none of whose matters are shown,
    `item` an alert or a ring that they hold."""

    status: str = "open"
    owner: str = ""
    late: bool = False
    item: str = ""
    text: str = ""
    sort: str = "late"
    page: int = 1
    besides: str | None = None


@dataclass(frozen=True)
class Track:
    """Measures of one track: how many there are, done, and late."""

    measures: int = 0
    done: int = 0
    late: int = 0


@dataclass(frozen=True)
class Line:
    """A matter in one line.

    People of its alerts and of its rings' alerts: as many as the largest alert has at the least
    (`people_least`), and at the most all of them together; the page of a matter counts whom.
    """

    id: str
    title: str
    status: str
    owner: str | None
    opened: datetime
    due: datetime | None
    late: bool
    proposed: bool
    outcome: str | None
    alerts: int
    rings: int
    people_least: int
    people_most: int
    #: accounts in it, and of how many something is decided
    accounts: int
    decided: int
    people: Track
    duty: Track


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many matters there are in all."""

    matters: list[Line]
    count: int


def page(session: Session, wanted: Wanted, now: Now) -> Page:
    """The matters of one page."""
    fits = conditions(wanted, now)
    some = ordered(select(Matter).where(*fits), wanted.sort, now)
    found = [*session.scalars(some.limit(PAGE).offset((wanted.page - 1) * PAGE))]
    count = session.scalar(select(func.count()).select_from(Matter).where(*fits)) or 0
    return Page(lines(session, found, now), count)


def conditions(wanted: Wanted, now: Now) -> list[ColumnElement[bool]]:
    """What a matter must fit."""
    out = without(wanted.besides)
    if wanted.status in ("open", "closed"):
        out.append(Matter.status == wanted.status)
    if wanted.status == "proposed":
        out += [Matter.status == "open", Matter.proposed.is_not(None)]
    if wanted.owner:
        out.append(Matter.owner == wanted.owner)
    if wanted.late:
        out.append(is_late(now))
    if wanted.item:
        out.append(exists().where(MatterItem.matter == Matter.id, MatterItem.item == wanted.item))
    if said := wanted.text:
        named = Matter.title.icontains(said, autoescape=True)
        out.append(or_(Matter.id == said.upper(), named))
    return out


def without(actor: str | None) -> list[ColumnElement[bool]]:
    """Leaves out matters that an account is in, by an alert or a ring."""
    if not actor:
        return []
    mine = select(Alert.id).where(Alert.actor == actor)
    rings = select(RingMember.ring).where(RingMember.member == actor)
    inside = or_(
        and_(MatterItem.kind == "alert", MatterItem.item.in_(mine)),
        and_(MatterItem.kind == "ring", MatterItem.item.in_(rings)),
    )
    return [~exists().where(MatterItem.matter == Matter.id, inside)]


def is_late(now: Now) -> ColumnElement[bool]:
    """Past its day and still open, or with a measure that is."""
    waiting = exists().where(Measure.matter == Matter.id, WAITING, Measure.due < now.today)
    return or_(and_(Matter.status == "open", Matter.due < now.at), waiting)


def ordered(asked: Select[Any], sort: str, now: Now) -> Select[Any]:
    """In the order of a word of SORTS, the latest first of equals; a minus turns it round."""
    latest = Matter.number.desc()
    if sort == "late":
        first = (case((is_late(now), 0), else_=1), case((Matter.status == OPEN, 0), else_=1))
        return asked.order_by(*first, Matter.due.is_(None), Matter.due, latest)
    column = SORTS[sort.removeprefix("-")]
    return asked.order_by(column.desc() if sort.startswith("-") else column, latest)


SORTS: dict[str, ColumnElement[Any]] = {
    "number": Matter.number.expression, "opened": Matter.opened.expression,
    "due": func.coalesce(Matter.due, datetime.max), "owner": func.coalesce(Matter.owner, ""),
}  # fmt: skip


def lines(session: Session, found: Collection[Matter], now: Now) -> list[Line]:
    """Matters in one line each, counted all at once."""
    names = [one.id for one in found]
    exposed, items = _exposed(session, names), _items(session, names)
    people, tracks = _decided(session, names), _measured(session, names, now.today)
    told = []
    for one in found:
        sides = [tracks.get((one.id, side), Track()) for side in TRACKS]
        late = one.status == "open" and one.due is not None and one.due < now.at
        late = late or any(side.late for side in sides)
        told.append(Line(
            one.id, one.title, one.status, one.owner, one.opened, one.due, late,
            one.proposed is not None, one.outcome, *items.get(one.id, (0, 0)),
            *exposed.get(one.id, (0, 0)), *people.get(one.id, (0, 0)), *sides,
        ))  # fmt: skip
    return told


def _items(session: Session, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Matter → how many alerts and rings it holds itself."""
    counted = select(
        MatterItem.matter, func.count().filter(MatterItem.kind == "alert"),
        func.count().filter(MatterItem.kind == "ring"),
    )  # fmt: skip
    rows = session.execute(
        counted.where(MatterItem.matter.in_([*names])).group_by(MatterItem.matter)
    )
    return {matter: (alerts, rings) for matter, alerts, rings in rows}


def alerts_of(names: Iterable[str]) -> Select[tuple[str, str]]:
    """(matter, alert): those in it, and those of its rings that nobody dismissed; each once."""
    ours = MatterItem.matter.in_([*names])
    own = select(MatterItem.matter, Alert.id).join(Alert, Alert.id == MatterItem.item)
    ringed = select(MatterItem.matter, Alert.id).join(Alert, Alert.ring == MatterItem.item)
    both = own.where(ours, MatterItem.kind == "alert").union(
        ringed.where(ours, MatterItem.kind == "ring", Alert.status != "dismissed")
    )
    told = both.subquery()
    return select(told.c.matter, told.c.id)


def _exposed(session: Session, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Matter → people of its largest alert, and of all of them, as if nobody were in two."""
    each = alerts_of(names).subquery()
    rows = session.execute(
        select(each.c.matter, func.max(Alert.subjects), func.sum(Alert.subjects))
        .join(Alert, Alert.id == each.c.id).group_by(each.c.matter)
    )  # fmt: skip
    return {matter: (least, int(most)) for matter, least, most in rows}


def accounts_of(names: Iterable[str]) -> Select[tuple[str, str]]:
    """(matter, account): of the alerts in it, and those of its rings; each once."""
    ours = MatterItem.matter.in_([*names])
    own = select(MatterItem.matter, Alert.actor).join(Alert, Alert.id == MatterItem.item)
    inside = select(MatterItem.matter, RingMember.member).join(
        RingMember, RingMember.ring == MatterItem.item
    )
    both = own.where(ours, MatterItem.kind == "alert").union(
        inside.where(ours, MatterItem.kind == "ring", ACCOUNT)
    )
    told = both.subquery()
    return select(told.c.matter, told.c.actor)


def _decided(session: Session, names: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Matter → how many accounts are in it, and of how many something is decided."""
    each, said = accounts_of(names).subquery(), aliased(Suspicion)
    answered = func.count(said.decided).filter(said.decided != OPEN)
    rows = session.execute(
        select(each.c.matter, func.count(), answered)
        .outerjoin(said, and_(said.matter == each.c.matter, said.actor == each.c.actor))
        .group_by(each.c.matter)
    )
    return {matter: (many, done) for matter, many, done in rows}


def _measured(
    session: Session, names: Iterable[str], today: date
) -> dict[tuple[str, str], Track]:  # fmt: skip
    """(matter, track) → its measures that were not dropped."""
    counted = select(
        Measure.matter, Measure.track, func.count(), func.count(Measure.done),
        func.count().filter(Measure.done.is_(None), Measure.due < today),
    )  # fmt: skip
    rows = session.execute(
        counted.where(Measure.matter.in_([*names]), Measure.dropped.is_(None))
        .group_by(Measure.matter, Measure.track)
    )  # fmt: skip
    return {(matter, track): Track(many, done, late) for matter, track, many, done, late in rows}
