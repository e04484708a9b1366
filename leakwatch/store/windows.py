"""Windows of jobs: what was due when, and what became of it; nothing is done twice.

A window is one moment a job was due. It is unique on job, moment and settings: the same work under
the same settings exists once. The clock adds those that are due, a person those he asks for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc

#: who asks when no person does
CLOCK = "clock"


class Window(Model):
    """One moment a job was due; `state` is waiting, running, done or failed."""

    __tablename__ = "windows"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        UniqueConstraint("job", "due", "settings_hash"),
        Index(None, "state", "due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    due: Mapped[datetime] = mapped_column(Utc)
    settings_hash: Mapped[str] = mapped_column(String(64))
    asked_by: Mapped[str] = mapped_column(String(128))
    state: Mapped[str] = mapped_column(String(16))
    #: of the lease under which it was last begun
    fence: Mapped[int | None]
    attempts: Mapped[int]
    began: Mapped[datetime | None] = mapped_column(Utc)
    ended: Mapped[datetime | None] = mapped_column(Utc)
    #: a failed one is tried again then
    again: Mapped[datetime | None] = mapped_column(Utc)
    #: step, done and of, while it runs; what it did, when it has ended
    progress: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error: Mapped[str | None] = mapped_column(Text)
