"""Deliveries: what was to be told to whom; each thing once on each channel."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc


class Delivery(Model):
    """One thing told on one channel; `state` is waiting, sending, sent, given_up or bundled.

    What is bundled is part of the message `within`, and is not sent itself.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'given_up', 'bundled')", name="state"
        ),
        UniqueConstraint("about", "channel"),
        Index(None, "channel", "state", "again", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: what happened, once: `alert A12`, `feed carrier silent since 2026-03-07`
    about: Mapped[str] = mapped_column(String(255))
    #: its name in the settings
    channel: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    #: the alert told of, how severe and how sure it was
    alert_id: Mapped[str | None] = mapped_column(ForeignKey("alerts.id"), index=True)
    severity: Mapped[int | None]
    surety: Mapped[int | None]
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(16))
    within: Mapped[int | None] = mapped_column(ForeignKey("deliveries.id"))
    attempts: Mapped[int]
    #: a waiting one is tried then; one being sent is then lost with who sent it
    again: Mapped[datetime | None] = mapped_column(Utc)
    #: an earlier attempt may have arrived
    unsure: Mapped[bool] = mapped_column(Boolean)
    sent: Mapped[datetime | None] = mapped_column(Utc)
    error: Mapped[str | None] = mapped_column(Text)
