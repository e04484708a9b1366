"""Lists of rings, a page at a time, and what stands beside one: its alerts and its matters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from leakwatch.store.alerts import Alert
from leakwatch.store.matter_lists import without as of_others
from leakwatch.store.matters import Matter, MatterItem
from leakwatch.store.rings import ACCOUNT, ACCOUNTS, Ring, RingMember

PAGE = 50
#: more alerts or matters are not listed beside a ring
BESIDE = 200
#: whether the latest search found it, as a word of the address bar
STANDING = {"standing": True, "apart": False, "any": None}
INSIDE, OUTSIDE = "inside", "outside"


@dataclass(frozen=True)
class Wanted:
    """Which rings, in which order; `text` is a ring's name or how a member's begins; `without` is
    an account none of whose rings are shown."""

    standing: str = "standing"
    text: str = ""
    sort: str = "p"
    page: int = 1
    without: str | None = None


@dataclass(frozen=True)
class Line:
    """A ring in one line; `accounts` are of its inside, `alerts` those of its members still open;
    `roles` says how many members play each part."""

    name: str
    p: float
    permutation_p: float | None
    first_seen: datetime
    last_seen: datetime
    standing: bool
    accounts: int
    outside: int
    alerts: int
    roles: dict[str, int]


@dataclass(frozen=True)
class Page:
    """One page of a list, and how many rings there are in all."""

    rings: list[Line]
    count: int


def page(session: Session, wanted: Wanted) -> Page:
    """The rings of one page."""
    fits = conditions(wanted)
    some = ordered(select(Ring).where(*fits), wanted.sort)
    rings = [*session.scalars(some.limit(PAGE).offset((wanted.page - 1) * PAGE))]
    count = session.scalar(select(func.count()).select_from(Ring).where(*fits)) or 0
    return Page(lines(session, rings), count)


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    """What a ring must fit."""
    out: list[ColumnElement[bool]] = []
    if (stands := STANDING[wanted.standing]) is not None:
        out.append(Ring.standing.is_(stands))
    if wanted.without:
        out.append(Ring.id.not_in(select(RingMember.ring).filter_by(member=wanted.without)))
    if said := wanted.text:
        begins = RingMember.member.startswith(said, autoescape=True)
        out.append(or_(Ring.id == said.upper(), Ring.id.in_(select(RingMember.ring).where(begins))))
    return out


def ordered(asked: Select[Any], sort: str) -> Select[Any]:
    """In the order of a word of SORTS, equals by name; a minus turns it round."""
    column = SORTS[sort.removeprefix("-")]
    return asked.order_by(column.desc() if sort.startswith("-") else column, Ring.id)


def of(session: Session, account: str | None) -> frozenset[str]:
    """The rings that an account is in."""
    mine = select(RingMember.ring).where(RingMember.member == account)
    return frozenset(session.scalars(mine) if account else ())


def members(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many members of a ring fit."""
    many = select(func.count()).select_from(RingMember)
    return many.where(RingMember.ring == Ring.id, *which).scalar_subquery()


SORTS: dict[str, ColumnElement[Any]] = {
    "p": Ring.p.expression, "permutation_p": Ring.permutation_p.expression,
    "first": Ring.first_seen.expression, "last": Ring.last_seen.expression,
    "accounts": members(ACCOUNT), "outside": members(RingMember.side == OUTSIDE),
}  # fmt: skip


def lines(session: Session, rings: Collection[Ring]) -> list[Line]:
    """Rings in one line each, counted all at once."""
    names = [ring.id for ring in rings]
    counted = select(
        RingMember.ring, RingMember.side, RingMember.kind.in_(ACCOUNTS), RingMember.role,
        func.count(),
    )  # fmt: skip
    rows = session.execute(
        counted.where(RingMember.ring.in_(names)).group_by(*counted.selected_columns[:4])
    ).all()
    waiting = dict(session.execute(
        select(Alert.ring, func.count()).where(Alert.ring.in_(names), Alert.status == "open")
        .group_by(Alert.ring)
    ).all())  # fmt: skip
    return [_line(ring, [row for row in rows if row[0] == ring.id], waiting.get(ring.id, 0))
            for ring in rings]  # fmt: skip


def _line(ring: Ring, rows: list[Any], alerts: int) -> Line:
    accounts = sum(many for _, side, account, _, many in rows if side == INSIDE and account)
    outside = sum(many for _, side, _, _, many in rows if side == OUTSIDE)
    roles = dict[str, int]()
    for _, _, _, role, many in rows:
        roles[role] = roles.get(role, 0) + many
    return Line(ring.id, ring.p, ring.permutation_p, ring.first_seen, ring.last_seen, ring.standing,
                accounts, outside, alerts, dict(sorted(roles.items())))  # fmt: skip


def one(session: Session, name: str, without: str | None = None) -> Line | None:
    """One ring in one line; None where there is none, or the account of `without` is in it."""
    ring = session.scalar(select(Ring).where(
        Ring.id == name, *conditions(Wanted(standing="any", without=without))
    ))  # fmt: skip
    return lines(session, [ring])[0] if ring else None


def alerts(session: Session, ring: str) -> list[Alert]:
    """The alerts of a ring's accounts: the open first, then the latest."""
    inside = select(RingMember.member).where(RingMember.ring == ring, ACCOUNT)
    # each by its own index, which an OR would not go by
    ids = select(Alert.id).where(Alert.ring == ring).union(
        select(Alert.id).where(Alert.actor.in_(inside))
    )  # fmt: skip
    is_open = case((Alert.status == "open", 0), else_=1)
    mine = select(Alert).where(Alert.id.in_(ids))
    return [*session.scalars(mine.order_by(is_open, Alert.number.desc()).limit(BESIDE))]


def matters(
    session: Session, ring: str, alerts: Collection[str], besides: str | None = None
) -> list[Matter]:
    """The matters that hold the ring or one of these alerts and not an account, latest first."""
    whole = and_(MatterItem.kind == "ring", MatterItem.item == ring)
    some = and_(MatterItem.kind == "alert", MatterItem.item.in_(alerts))
    held = exists().where(MatterItem.matter == Matter.id, or_(whole, some))
    mine = select(Matter).where(held, *of_others(besides)).order_by(Matter.number.desc())
    return [*session.scalars(mine.limit(BESIDE))]
