"""Rings and their members as they are kept; a ring that falls apart is kept, but not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Double, ForeignKey, String, Text, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store import changes, suppressions, ties
from leakwatch.store.alerts import Alert
from leakwatch.store.model import Model, Utc

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.store.database import Store

COLUMNS = ["ring", "p", "member", "kind", "side", "role", "because", "permutation_p"]
#: of the whole ring
WHOLE = ["p", "permutation_p"]
#: kinds of members with an account that logs know, inside or (a leaver) outside; an "account" is of
#: WeChat or a bank
ACCOUNTS = ("actor", "staff")


class Ring(Model):
    """A ring; `standing` says that the latest search still found it; `permutation_p` is null where
    its members open nobody in common."""

    __tablename__ = "rings"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    p: Mapped[float] = mapped_column(Double)
    first_seen: Mapped[datetime] = mapped_column(Utc)
    last_seen: Mapped[datetime] = mapped_column(Utc)
    standing: Mapped[bool] = mapped_column(Boolean)
    permutation_p: Mapped[float | None] = mapped_column(Double)


class RingMember(Model):
    """One account, person, place or thing in a ring, and what it does there."""

    __tablename__ = "ring_members"

    ring: Mapped[str] = mapped_column(ForeignKey("rings.id"), primary_key=True)
    member: Mapped[str] = mapped_column(String(255), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    side: Mapped[str] = mapped_column(String(16))
    role: Mapped[str] = mapped_column(String(16))
    because: Mapped[str] = mapped_column(Text)


#: an account of the organisations
ACCOUNT = (RingMember.side == "inside") & RingMember.kind.in_(ACCOUNTS)


def save_rings(
    store: Store, members: pd.DataFrame, joined: pd.DataFrame, *, now: datetime | None = None
) -> None:
    """Keep the rings a search found (COLUMNS, one row a member) in place of the earlier search's,
    and what joins them (`ties.COLUMNS`); note what became of each.

    `first_seen` stays, membership is replaced, a ring not found again stops standing. An open
    alert gets the ring of its actor (of several, the one with the smallest p), or none.
    """
    at = now or datetime.now(UTC)
    whole = members.groupby("ring", sort=True)[WHOLE].min()
    rows: list[dict[str, Any]] = members[["ring", *COLUMNS[2:-1]]].to_dict("records")  # type: ignore[assignment]
    together = {str(ring): frozenset(of) for ring, of in members.groupby("ring")["member"]}
    with store.writing() as session:
        known = _earlier(session)
        stood = frozenset(session.scalars(select(Ring.id).filter_by(standing=True)))
        session.execute(update(Ring).values(standing=False))
        for ring, p, dealt in whole.itertuples():
            _see(session, str(ring), p, None if dealt != dealt else dealt, at)
        session.flush()
        if rows:
            session.execute(insert(RingMember), sorted(rows, key=_place))
        ties.replace(session, joined)
        changes.note(session, known, stood, together, at)
        _tell_alerts(session)
        suppressions.cover(session, at)


def _see(session: Session, ring: str, p: float, dealt: float | None, at: datetime) -> None:
    """A ring found now, without its members of before."""
    known = session.get(Ring, ring)
    if known is None:
        session.add(Ring(id=ring, p=p, permutation_p=dealt, first_seen=at, last_seen=at,
                         standing=True))  # fmt: skip
    else:
        known.p, known.permutation_p, known.last_seen, known.standing = p, dealt, at, True
        session.execute(delete(RingMember).where(RingMember.ring == ring))


def _place(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["ring"], row["member"]


def _tell_alerts(session: Session) -> None:
    standing = (
        select(RingMember.member, Ring.id)
        .join(Ring, Ring.id == RingMember.ring)
        .where(Ring.standing)
        .order_by(Ring.p.desc(), Ring.id.desc())
    )
    ring_of = dict(session.execute(standing).all())
    told = session.execute(select(Alert.id, Alert.actor, Alert.ring).filter_by(status="open"))
    changed = [
        {"id": alert, "ring": ring_of.get(actor)}
        for alert, actor, ring in told
        if ring != ring_of.get(actor)
    ]
    if changed:
        session.execute(update(Alert), changed)


def rings_table(store: Store, ring: str | None = None) -> pd.DataFrame:
    """The rings that stand, or this one, one row a member: COLUMNS, smallest p first."""
    import pandas as pd

    kinds = [getattr(RingMember, column) for column in COLUMNS[2:-1]]
    with store.reading() as session:
        rows = session.execute(
            select(Ring.id, Ring.p, *kinds, Ring.permutation_p)
            .join(RingMember, RingMember.ring == Ring.id)
            .where(Ring.standing if ring is None else Ring.id == ring)
            .order_by(Ring.p, Ring.id, RingMember.side, RingMember.member)
        ).all()
    kept = {column: "float64" if column in WHOLE else "str" for column in COLUMNS}
    return pd.DataFrame(rows, columns=COLUMNS).astype(kept)


def earlier(store: Store) -> dict[str, frozenset[str]]:
    """Members of each ring ever kept, as last seen, so that a ring found again keeps its name."""
    with store.reading() as session:
        return _earlier(session)


def _earlier(session: Session) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for ring, member in session.execute(select(RingMember.ring, RingMember.member)):
        found[ring].add(member)
    return {ring: frozenset(found[ring]) for ring in sorted(found)}
