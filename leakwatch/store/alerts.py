"""Alerts as they are kept: one row an alert, at most one open for an actor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    String,
    Text,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model, Utc, batches

OPEN = text("status = 'open'")


class Alert(Model):
    """What a person must answer; `rank` is null unless it is open."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'confirmed', 'dismissed', 'closed')", name="status"),
        Index(None, "status", "rank"),
        # lists, the latest first
        Index(None, "last", "number"),
        Index(None, "status", "last", "number"),
        Index(None, "owner", "status"),
        Index("uq_alerts_open_actor", "actor", unique=True,
              sqlite_where=OPEN, postgresql_where=OPEN),
    )  # fmt: skip

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    actor: Mapped[str] = mapped_column(String(64), index=True)
    org: Mapped[str] = mapped_column(String(128))
    opened: Mapped[datetime] = mapped_column(Utc)
    first: Mapped[date]
    last: Mapped[date]
    severity: Mapped[int]
    p: Mapped[float] = mapped_column(Double)
    score: Mapped[float] = mapped_column(Double)
    detectors: Mapped[str] = mapped_column(Text)
    because: Mapped[str] = mapped_column(Text)
    subjects: Mapped[int] = mapped_column(BigInteger)
    records: Mapped[int] = mapped_column(BigInteger)
    #: people by information class against the thresholds (see judging.Exposed)
    exposed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: why its surest day was raised (see explaining.explain)
    explained: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: the run whose explanation that is
    explained_by: Mapped[int | None]
    ring: Mapped[str | None] = mapped_column(ForeignKey("rings.id"), index=True)
    status: Mapped[str] = mapped_column(String(16))
    rank: Mapped[int | None]
    #: who works on it, and until when an answer is due
    owner: Mapped[str | None] = mapped_column(String(128))
    due: Mapped[date | None]
    #: whoever has it open to decide keeps others out until then
    locked_by: Mapped[str | None] = mapped_column(String(128))
    locked_until: Mapped[datetime | None] = mapped_column(Utc)
    #: where its account works, and the systems (`;` between) it was seen in
    branch: Mapped[str | None] = mapped_column(String(128))
    systems: Mapped[str | None] = mapped_column(Text)
    #: the suppression that hides it, since when, and until when at the longest
    hidden_by: Mapped[int | None]
    hidden_since: Mapped[datetime | None] = mapped_column(Utc)
    hidden_until: Mapped[datetime | None] = mapped_column(Utc)
    #: the run that last changed it: its settings and its version of the lake
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))


def next_number(session: Session) -> int:
    """One more than the highest number ever given."""
    return (session.scalar(select(func.max(Alert.number))) or 0) + 1


def open_of(session: Session, actors: Iterable[str]) -> dict[str, str]:
    """The open alert of each of some actors; an actor without one is absent."""
    found: dict[str, str] = {}
    for batch in batches(actors):
        rows = session.execute(
            select(Alert.actor, Alert.id).where(Alert.status == "open", Alert.actor.in_(batch))
        )
        found |= dict(rows.all())
    return found


def had(session: Session, actor: str) -> bool:
    """Whether an alert was ever raised on an account."""
    mine = select(Alert.id).where(Alert.actor == actor)
    return session.scalar(mine.limit(1)) is not None


def uncounted(session: Session) -> set[str]:
    """The open alerts of which nobody has counted yet, by class, whom they expose."""
    return set(
        session.scalars(select(Alert.id).where(Alert.status == "open", Alert.exposed.is_(None)))
    )


def named(session: Session, ids: Iterable[str]) -> list[Alert]:
    """The alerts of these ids, in order of their numbers."""
    found: list[Alert] = []
    for batch in batches(ids):
        found += session.scalars(select(Alert).where(Alert.id.in_(batch)))
    return sorted(found, key=lambda alert: alert.number)
