"""Who is signed in at the inbox, and who tried: cookies are kept as digests, tries for a while."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Index, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.store import trail
from leakwatch.store.model import Model, Utc
from leakwatch.store.trail import Deed
from leakwatch.store.users import User

if TYPE_CHECKING:
    from leakwatch.store.database import Store

#: wrong passwords of a name or from an address within so long, after which nobody is let try
TRIES, WITHIN = 8, timedelta(minutes=15)
#: how often the last sight of somebody is noted
NOTED = timedelta(minutes=1)


class SignIn(Model):
    """One browser in which a user is signed in; `id` is a digest of its cookie."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user: Mapped[str] = mapped_column(ForeignKey("users.name"), index=True)
    made: Mapped[datetime] = mapped_column(Utc)
    seen: Mapped[datetime] = mapped_column(Utc)
    ended: Mapped[datetime | None] = mapped_column(Utc)


class WrongTry(Model):
    """A wrong password; `key` is a digest of the name tried, or of the address it came from."""

    __tablename__ = "wrong_tries"
    __table_args__ = (Index(None, "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Utc)


def digest(secret: str) -> str:
    """What is kept of a secret of chance, or of what somebody typed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def begin(store: Store, user: str, *, now: datetime | None = None) -> str:
    """Signs a user in, on the trail; the cookie of it."""
    cookie, at = secrets.token_urlsafe(32), now or datetime.now(UTC)
    with store.writing() as session:
        session.add(SignIn(id=digest(cookie), user=user, made=at, seen=at))
        trail.note(session, user, Deed.SIGNED_IN, user, now=now)
    return cookie


def of(
    store: Store, cookie: str, *, idle: timedelta, longest: timedelta, now: datetime | None = None
) -> User | None:
    """Who is signed in with a cookie; None where nobody is, any more."""
    at = now or datetime.now(UTC)
    with store.reading() as session:
        found = session.get(SignIn, digest(cookie))
        user = session.get(User, found.user) if found else None
    if found is None or user is None or not user.active or found.ended is not None:
        return None
    if at - found.seen > idle or at - found.made > longest:
        return None
    if at - found.seen > NOTED:
        with store.aside() as session:
            session.execute(update(SignIn).where(SignIn.id == found.id).values(seen=at))
    return user


def end(store: Store, cookie: str, *, now: datetime | None = None) -> None:
    """Signs out, on the trail."""
    at = now or datetime.now(UTC)
    with store.writing() as session:
        found = session.get(SignIn, digest(cookie))
        if found is not None and found.ended is None:
            found.ended = at
            trail.note(session, found.user, Deed.SIGNED_OUT, found.user, now=now)


def standing(store: Store, user: str, *, longest: timedelta, now: datetime | None = None) -> int:
    """In how many browsers a user is signed in."""
    since = (now or datetime.now(UTC)) - longest
    mine = (SignIn.user == user, SignIn.ended.is_(None), SignIn.made > since)
    with store.reading() as session:
        return session.scalar(select(func.count()).where(*mine)) or 0


def ended(
    session: Session, user: str, *, by: str, but: str = "", now: datetime | None = None
) -> int:
    """Signs a user out everywhere, on the trail, but for where this cookie is; how often."""
    mine = (SignIn.user == user, SignIn.ended.is_(None), SignIn.id != digest(but))
    standing = update(SignIn).where(*mine).values(ended=now or datetime.now(UTC))
    gone = len(session.scalars(standing.returning(SignIn.id)).all())
    if gone:
        trail.note(session, by, Deed.SIGNED_OUT, user, {"browsers": gone}, now=now)
    return gone


def may_try(store: Store, keys: list[str], *, now: datetime | None = None) -> bool:
    """False where a name, or an address, was tried too often of late."""
    since = (now or datetime.now(UTC)) - WITHIN
    wrong = select(func.count()).where(WrongTry.at > since)
    with store.reading() as session:
        counts = [session.scalar(wrong.where(WrongTry.key == digest(key))) for key in keys]
    return all((count or 0) < TRIES for count in counts)


def note_wrong(store: Store, keys: list[str], *, now: datetime | None = None) -> None:
    """Counts a wrong password of these, on the trail without what was typed; forgets old ones."""
    at = now or datetime.now(UTC)
    with store.writing() as session:
        session.execute(delete(WrongTry).where(WrongTry.at < at - 2 * WITHIN))
        session.add_all(WrongTry(key=digest(key), at=at) for key in keys)
        # somebody may have typed his password for a name
        trail.note(session, "nobody", Deed.SIGN_IN_FAILED, digest(keys[0])[:16], now=now)
