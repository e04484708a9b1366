"""Matters under investigation, what belongs to them, and what they hold from deletion."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store import trail
from leakwatch.store.alerts import Alert
from leakwatch.store.model import Model, Utc
from leakwatch.store.rings import ACCOUNTS, Ring, RingMember
from leakwatch.store.trail import Deed

#: days around an alert's that tell what was usual before, and what came of it
AROUND = timedelta(days=28)
#: a session of `Store.writing`, for who knows nothing of SQLAlchemy
Writing = Session


class Matter(Model):
    """One investigation; `status` is open or closed."""

    __tablename__ = "matters"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'closed')", name="status"),
        Index(None, "status"),
    )

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(Text)
    opened: Mapped[datetime] = mapped_column(Utc)
    opened_by: Mapped[str] = mapped_column(String(128))
    owner: Mapped[str | None] = mapped_column(String(128), index=True)
    due: Mapped[datetime | None] = mapped_column(Utc)
    status: Mapped[str] = mapped_column(String(16))
    closed: Mapped[datetime | None] = mapped_column(Utc)
    closed_by: Mapped[str | None] = mapped_column(String(128))
    #: how it is to end, or ended, and why; of an open one, who proposed that (see closing)
    outcome: Mapped[str | None] = mapped_column(String(16))
    because: Mapped[str | None] = mapped_column(Text)
    proposed: Mapped[datetime | None] = mapped_column(Utc)
    proposed_by: Mapped[str | None] = mapped_column(String(128))


class MatterItem(Model):
    """An alert or a ring that belongs to a matter."""

    __tablename__ = "matter_items"
    __table_args__ = (CheckConstraint("kind IN ('alert', 'ring')", name="kind"),)

    matter: Mapped[str] = mapped_column(ForeignKey("matters.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    item: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    added: Mapped[datetime] = mapped_column(Utc)
    added_by: Mapped[str] = mapped_column(String(128))


class Hold(Model):
    """An account's records of some days, kept whatever the periods say until it is released."""

    __tablename__ = "holds"
    __table_args__ = (Index(None, "released", "actor"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter: Mapped[str] = mapped_column(ForeignKey("matters.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    first: Mapped[date]
    last: Mapped[date]
    placed: Mapped[datetime] = mapped_column(Utc)
    placed_by: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)
    released: Mapped[datetime | None] = mapped_column(Utc)
    released_by: Mapped[str | None] = mapped_column(String(128))


def open_matter(session: Session, title: str, who: str, *, now: datetime | None = None) -> Matter:
    """A new matter, named M1, M2 …; on the trail."""
    at = now or datetime.now(UTC)
    number = (session.scalar(select(func.max(Matter.number))) or 0) + 1
    made = Matter(id=f"M{number}", number=number, title=title, opened=at, opened_by=who,
                  owner=who, status="open")  # fmt: skip
    session.add(made)
    session.flush()
    trail.note(session, who, Deed.MATTER_OPENED, made.id, {"title": title}, now=at)
    return made


def numbered(session: Session, matter: str) -> Matter:
    """An open matter; LookupError where there is none of this name, or it is closed."""
    found = session.get(Matter, matter)
    if found is None or found.status != "open":
        raise LookupError(f"no open matter {matter}")
    return found


def named(session: Session, matter: str) -> Matter:
    """A matter, open or closed; LookupError where there is none of this name."""
    found = session.get(Matter, matter)
    if found is None:
        raise LookupError(f"no matter {matter}")
    return found


def add_item(
    session: Session, matter: Matter, item: str, who: str, *, now: datetime | None = None
) -> str:
    """Puts an alert or a ring in a matter, once; which of the two it is.

    LookupError where there is neither.
    """
    kind = _kind(session, item)
    if session.get(MatterItem, (matter.id, kind, item)) is None:
        session.add(MatterItem(matter=matter.id, kind=kind, item=item,
                               added=now or datetime.now(UTC), added_by=who))  # fmt: skip
        session.flush()
        trail.note(session, who, Deed.MATTER_ADDED, matter.id, {"item": item}, now=now)
    return kind


def remove_item(
    session: Session, matter: Matter, item: str, who: str, reason: str, *,
    now: datetime | None = None,
) -> None:  # fmt: skip
    """Takes an alert or a ring out of a matter again; LookupError where it is not in it."""
    found = session.get(MatterItem, (matter.id, _kind(session, item), item))
    if found is None:
        raise LookupError(f"{item} is not in {matter.id}")
    session.delete(found)
    session.flush()
    trail.note(session, who, Deed.MATTER_REMOVED, matter.id, {"item": item, "reason": reason},
               now=now)  # fmt: skip


def _kind(session: Session, item: str) -> str:
    for kind, model in (("alert", Alert), ("ring", Ring)):
        if session.get(model, item) is not None:
            return kind
    raise LookupError(f"no alert and no ring {item}")


def hold(
    session: Session, matter: Matter, item: str, who: str, reason: str, *,
    now: datetime | None = None,
) -> list[Hold]:  # fmt: skip
    """Keeps from deletion what an alert or a ring of a matter rests on; the holds that are new.

    Of an alert, its account's days and AROUND them; of a ring, all days of its accounts: whom they
    have in common is told by all of them. LookupError where there is no such alert or ring.
    """
    at = now or datetime.now(UTC)
    rests = {"alert": _of_alert, "ring": _of_ring}[_kind(session, item)]
    known = {(one.actor, one.first, one.last)
             for one in standing(session) if one.matter == matter.id}  # fmt: skip
    made = [
        Hold(matter=matter.id, actor=actor, first=first, last=last, placed=at, placed_by=who,
             reason=reason)
        for actor, first, last in sorted(set(rests(session, item)) - known)
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    if made:
        told = [[one.actor, f"{one.first}", f"{one.last}"] for one in made]
        details = {"item": item, "reason": reason, "held": told}
        trail.note(session, who, Deed.HELD, matter.id, details, now=at)
    return made


def _of_alert(session: Session, alert: str) -> list[tuple[str, date, date]]:
    found = session.get_one(Alert, alert)
    return [(found.actor, found.first - AROUND, found.last + AROUND)]


def _of_ring(session: Session, ring: str) -> list[tuple[str, date, date]]:
    # a leaver's too, outside or not: what was let go is not to be had again
    members = select(RingMember.member).where(
        RingMember.ring == ring, RingMember.kind.in_(ACCOUNTS)
    )
    return [(member, date.min, date.max) for member in session.scalars(members)]


def release(
    session: Session, matter: Matter, who: str, reason: str, *, now: datetime | None = None
) -> int:
    """Lets go what a matter holds, on the trail; how many holds that were."""
    at = now or datetime.now(UTC)
    mine = [one for one in standing(session) if one.matter == matter.id]
    for one in mine:
        one.released, one.released_by = at, who
    if mine:
        details = {"reason": reason, "holds": len(mine)}
        trail.note(session, who, Deed.RELEASED, matter.id, details, now=at)
    return len(mine)


def standing(session: Session) -> list[Hold]:
    """The holds that are not released, by matter."""
    held = select(Hold).where(Hold.released.is_(None))
    return [*session.scalars(held.order_by(Hold.matter, Hold.id))]
