"""API tokens: what a program says instead of a password; kept as digests, named, expiring."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.errors import ConfigError
from leakwatch.store import trail
from leakwatch.store.model import Model, Utc
from leakwatch.store.sign_ins import NOTED, digest
from leakwatch.store.trail import Deed
from leakwatch.store.users import User

if TYPE_CHECKING:
    from leakwatch.store.database import Store

#: what every one begins with, so that one left lying about is known for what it is
BEGINS = "lw_"
LONGEST_DAYS, MOST = 366, 20
WHERE = "API tokens"


class ApiToken(Model):
    """One token of a user, which may do what he may; `digest` is all that is kept of it."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    #: false: it only reads
    writes: Mapped[bool] = mapped_column(Boolean)
    made: Mapped[datetime] = mapped_column(Utc)
    expires: Mapped[datetime] = mapped_column(Utc)
    seen: Mapped[datetime | None] = mapped_column(Utc)
    revoked: Mapped[datetime | None] = mapped_column(Utc)


def make(
    store: Store, user: str, name: str, *, days: int, writes: bool, now: datetime | None = None
) -> str:
    """A new token, on the trail; told once, and never again. ConfigError for what cannot be."""
    at, name = now or datetime.now(UTC), name.strip()
    if not 0 < len(name) <= 64 or "\0" in name:
        raise ConfigError("a token has a name of 1 to 64 letters", where=WHERE)
    if not 0 < days <= LONGEST_DAYS:
        raise ConfigError(f"a token lasts 1 to {LONGEST_DAYS} days", where=WHERE)
    secret = BEGINS + secrets.token_urlsafe(32)
    standing = (ApiToken.user == user, ApiToken.revoked.is_(None), ApiToken.expires > at)
    with store.writing() as session:
        if (session.scalar(select(func.count()).where(*standing)) or 0) >= MOST:
            raise ConfigError(f"nobody has more than {MOST} tokens", where=WHERE,
                              hint="revoke one first")  # fmt: skip
        session.add(ApiToken(digest=digest(secret), user=user, name=name, writes=writes, made=at,
                             expires=at + timedelta(days=days)))  # fmt: skip
        said = {"name": name, "days": days, "writes": writes}
        trail.note(session, user, Deed.TOKEN_MADE, user, said, now=now)
    return secret


def of(store: Store, secret: str, *, now: datetime | None = None) -> tuple[User, ApiToken] | None:
    """Whose token this is; None where it is nobody's, any more."""
    if not secret.startswith(BEGINS):
        return None
    at = now or datetime.now(UTC)
    with store.reading() as session:
        found = session.scalar(select(ApiToken).where(ApiToken.digest == digest(secret)))
        user = session.get(User, found.user) if found else None
    if found is None or user is None or not user.active:
        return None
    if found.revoked is not None or at >= found.expires:
        return None
    if found.seen is None or at - found.seen > NOTED:
        with store.aside() as session:
            session.execute(update(ApiToken).where(ApiToken.id == found.id).values(seen=at))
    return user, found


def mine(store: Store, user: str, *, now: datetime | None = None) -> list[ApiToken]:
    """A user's tokens that can be used, the newest first."""
    with store.reading() as session:
        asked = select(ApiToken).where(ApiToken.user == user, ApiToken.revoked.is_(None),
                                       ApiToken.expires > (now or datetime.now(UTC)))  # fmt: skip
        return list(session.scalars(asked.order_by(ApiToken.id.desc())))


def revoke(store: Store, user: str, number: int, *, now: datetime | None = None) -> bool:
    """Makes a token of the user's own worth nothing, on the trail; False where there is none."""
    at = now or datetime.now(UTC)
    with store.writing() as session:
        found = session.get(ApiToken, number)
        if found is None or found.user != user or found.revoked is not None:
            return False
        found.revoked = at
        trail.note(session, user, Deed.TOKEN_REVOKED, user, {"name": found.name}, now=now)
    return True


def revoked(session: Session, user: str, *, by: str, now: datetime | None = None) -> int:
    """Makes all of a user's tokens worth nothing, on the trail; how many they were."""
    standing = update(ApiToken).where(ApiToken.user == user, ApiToken.revoked.is_(None))
    gone = standing.values(revoked=now or datetime.now(UTC)).returning(ApiToken.name)
    names = sorted(session.scalars(gone))
    if names:
        trail.note(session, by, Deed.TOKEN_REVOKED, user, {"names": names}, now=now)
    return len(names)
