"""Pauses: what people say of a job beside its schedule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model, Utc

if TYPE_CHECKING:
    from leakwatch.store.database import Store


class Pause(Model):
    """A job of which nothing is begun until somebody resumes it."""

    __tablename__ = "pauses"

    job: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Utc)
    who: Mapped[str] = mapped_column(String(128))
    reason: Mapped[str] = mapped_column(Text)


def pause(
    session: Session, job: str, *, who: str, reason: str, now: datetime | None = None
) -> bool:
    """Let nothing of the job be begun; False where it pauses already."""
    if session.get(Pause, job) is not None:
        return False
    session.add(Pause(job=job, since=now or datetime.now(UTC), who=who, reason=reason))
    return True


def resume(session: Session, job: str) -> bool:
    """Let the job go on; False where it was not paused."""
    found = session.get(Pause, job)
    if found is not None:
        session.delete(found)
    return found is not None


def paused(store: Store) -> dict[str, Pause]:
    """The jobs that pause."""
    with store.reading() as session:
        return {one.job: one for one in session.scalars(select(Pause).order_by(Pause.job))}
