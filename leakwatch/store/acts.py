"""Acts: what somebody did to alerts at once, so that it can be told and, for a while, undone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model, Utc

if TYPE_CHECKING:
    from leakwatch.store.database import Store

#: an act is told, and can be undone, no longer
KEPT = timedelta(days=1)


class Act(Model):
    """One act; `changed` is alert → column → [before, after], `left` reason → alerts left out.

    The decisions, the notes and the trail stay for good; this row is gone a day later.
    """

    __tablename__ = "acts"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    who: Mapped[str] = mapped_column(String(128))
    deed: Mapped[str] = mapped_column(String(16))
    done: Mapped[int]
    left: Mapped[dict[str, int]] = mapped_column(JSON)
    changed: Mapped[dict[str, dict[str, list[Any]]]] = mapped_column(JSON)
    undone: Mapped[datetime | None] = mapped_column(Utc)


def add(session: Session, one: Act) -> int:
    """Keeps an act, and forgets those of long ago; its number."""
    session.execute(delete(Act).where(Act.at < one.at - KEPT))
    session.add(one)
    session.flush()
    return one.id


def latest(store: Store, who: str, since: datetime) -> Act | None:
    """One's own last act since a moment."""
    mine = select(Act).where(Act.at >= since, Act.who == who).order_by(Act.id.desc())
    with store.reading() as session:
        return session.scalars(mine.limit(1)).first()
