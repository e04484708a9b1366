"""Whose turn it is to write: one row that every writing transaction touches first."""

from __future__ import annotations

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store.model import Model


class Turn(Model):
    """The only row is `store`; `taken` counts the writing transactions so far."""

    __tablename__ = "turns"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    taken: Mapped[int]


def take(session: Session) -> None:
    """Wait for the other writers; ours until the transaction ends.

    The update locks the row on a server and the file on SQLite. It comes before any reading, so
    what is then read is what the writer before us left, on both.
    """
    session.execute(update(Turn).where(Turn.name == "store").values(taken=Turn.taken + 1))
