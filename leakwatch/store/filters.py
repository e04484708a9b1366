"""Saved filters of the inbox: a name for what stands in the address bar, shared or one's own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc

if TYPE_CHECKING:
    from leakwatch.store.database import Store


class Filter(Model):
    """One filter under a name; others see it where it is shared."""

    __tablename__ = "filters"
    __table_args__ = (UniqueConstraint("owner", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("users.name"))
    name: Mapped[str] = mapped_column(String(128))
    query: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(Boolean)
    made: Mapped[datetime] = mapped_column(Utc)


def save(
    store: Store, owner: str, name: str, query: str, *, shared: bool, now: datetime | None = None
) -> None:
    """Keeps a filter in place of the owner's other of this name."""
    with store.writing() as session:
        session.execute(delete(Filter).where(Filter.owner == owner, Filter.name == name))
        session.add(Filter(owner=owner, name=name, query=query, shared=shared,
                           made=now or datetime.now(UTC)))  # fmt: skip


def drop(store: Store, owner: str, number: int) -> bool:
    """Forgets one's own filter; False where it is not one's own."""
    mine = delete(Filter).where(Filter.id == number, Filter.owner == owner)
    with store.writing() as session:
        return session.scalar(mine.returning(Filter.id)) is not None


def of(store: Store, user: str) -> list[Filter]:
    """One's own filters and those that others share, by name."""
    with store.reading() as session:
        seen = select(Filter).where(or_(Filter.owner == user, Filter.shared))
        return list(session.scalars(seen.order_by(Filter.name, Filter.id)))
