"""Pauses: what people say of a job beside its schedule."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc


class Pause(Model):
    """A job that the clock leaves alone until somebody resumes it."""

    __tablename__ = "pauses"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Utc)
    who: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)
