"""The trail: who did what, in a chain of hashes; rows are added, never changed.

Each entry's hash covers its own fields and the hash of the entry before, so that an entry edited,
removed or moved breaks the chain (S. Haber, W. S. Stornetta, How to time-stamp a digital document,
J. Cryptology 3, 1991).
"""

from __future__ import annotations

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model


class Entry(Model):
    """One thing somebody did; `number` counts from 1 without a gap."""

    __tablename__ = "trail"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: UTC as written in the hash, ISO 8601 with microseconds
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(128), index=True)
    what: Mapped[str] = mapped_column(String(64), index=True)
    #: what it was done to: an alert, a matter, a file
    whom: Mapped[str] = mapped_column(String(255), index=True)
    #: more of it: JSON in one order
    details: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
