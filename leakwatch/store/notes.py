"""Notes beside an alert, a ring, an account or a matter; they are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model, Utc

KINDS = ("alert", "ring", "actor", "matter")


class Note(Model):
    """What somebody wrote, about what."""

    __tablename__ = "notes"
    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"), Index(None, "kind", "item"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    item: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)
    who: Mapped[str] = mapped_column(String(128))
    text: Mapped[str] = mapped_column(Text)


def latest(session: Session, kind: str, items: Iterable[str]) -> dict[str, tuple[int, Note]]:
    """Item → how many notes it has, and the last; an item without is absent."""
    mine = [Note.kind == kind, Note.item.in_(list(items))]
    counts = select(func.count(), func.max(Note.id)).where(*mine).group_by(Note.item)
    many = {last: count for count, last in session.execute(counts)}
    found = session.scalars(select(Note).where(Note.id.in_(many)))
    return {note.item: (many[note.id], note) for note in found}


def of(session: Session, kind: str, item: str) -> list[Note]:
    """What was written about it, the oldest first."""
    mine = select(Note).where(Note.kind == kind, Note.item == item)
    return list(session.scalars(mine.order_by(Note.id)))
