"""Matters under investigation, what belongs to them, and what they hold from deletion."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc


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
