"""Deliveries: what was to be told to whom; each thing once on each channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc


class Delivery(Model):
    """One message for one channel; `state` is waiting, sending, sent or given_up."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sending', 'sent', 'given_up')", name="state"),
        UniqueConstraint("about", "channel"),
        Index(None, "state", "again"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: what happened, once: `alert A12`, `feed carrier silent since 2026-03-07`
    about: Mapped[str] = mapped_column(String(255))
    #: its name in the settings
    channel: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    again: Mapped[datetime | None] = mapped_column(Utc)
    sent: Mapped[datetime | None] = mapped_column(Utc)
    error: Mapped[str | None] = mapped_column(Text)
