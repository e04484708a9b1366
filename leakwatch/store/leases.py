"""Who does the work: one holder at a time, by the database's clock, under a number that rises.

A holder that does not renew in time loses the lease to whoever asks next. Every change of holder
takes the next number (the fence); a write under an older one is refused, however late it comes
(M. Burrows, The Chubby lock service, OSDI 2006, section 2.4).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc


class Lease(Model):
    """One thing that only one process may do; `until` is past where nobody does it."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: host, process and a word of chance
    holder: Mapped[str] = mapped_column(String(128))
    fence: Mapped[int]
    since: Mapped[datetime] = mapped_column(Utc)
    until: Mapped[datetime] = mapped_column(Utc)
