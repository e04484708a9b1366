"""Leases as they are kept, and the fence that keeps late writers out (see leases)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.errors import LeaseLostError
from leakwatch.store.model import Model, Utc


class Lease(Model):
    """One thing that only one process may do; `holder` is empty where nobody does it."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: host, process and a word of chance
    holder: Mapped[str] = mapped_column(String(128))
    fence: Mapped[int]
    beat: Mapped[int]
    #: for people; nothing is decided by it
    seen: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True)
class Held:
    """A lease as its holder has it."""

    name: str
    holder: str
    fence: int


def guard(session: Session, held: Held) -> None:
    """LeaseLostError where another holds the lease by now."""
    fence = session.scalar(select(Lease.fence).where(Lease.name == held.name))
    if fence != held.fence:
        raise LeaseLostError(
            f"another has taken over (number {fence}, ours was {held.fence})",
            where=held.name,
            hint="nothing of this is kept; it goes on where it is held now",
        )
