"""Users: who may sign in, in which role, and which account of the logs is his own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from leakwatch.store.model import Model, Utc

ROLES = ("analyst", "investigator", "supervisor", "auditor", "admin")


class User(Model):
    """A person at the inbox; `password` is an argon2 hash, null where another signs him in."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="role"),)

    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password: Mapped[str | None] = mapped_column(Text)
    #: his own account in the logs, a token, and its branch: he judges neither
    actor: Mapped[str | None] = mapped_column(String(64))
    branch: Mapped[str | None] = mapped_column(String(128))
    language: Mapped[str | None] = mapped_column(String(16))
    zone: Mapped[str | None] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(Boolean)
    made: Mapped[datetime] = mapped_column(Utc)
