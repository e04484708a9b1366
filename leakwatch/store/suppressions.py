"""Suppressions: what people do not want to be shown for a while, why, and until when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Double, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc


class Suppression(Model):
    """Hides an account's alerts, of one detector or of all, until one of its ends is reached; what
    is hidden is still judged. `state` is proposed, standing or ended."""

    __tablename__ = "suppressions"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'standing', 'ended')", name="state"),
        Index(None, "state", "actor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    actor: Mapped[str | None] = mapped_column(String(64))
    detector: Mapped[str | None] = mapped_column(String(64))
    org: Mapped[str | None] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str] = mapped_column(String(128))
    approved_by: Mapped[str | None] = mapped_column(String(128))
    until: Mapped[datetime] = mapped_column(Utc)
    until_score: Mapped[float | None] = mapped_column(Double)
    until_people: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(16))
