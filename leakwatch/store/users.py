"""Users: who may sign in, in which role, and which account of the logs is his own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from sqlalchemy import Boolean, CheckConstraint, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from leakwatch.errors import ConfigError
from leakwatch.store import trail
from leakwatch.store.model import Model, Utc
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from leakwatch.store.database import Store

Role = Literal["analyst", "investigator", "supervisor", "auditor", "admin"]
ROLES: tuple[str, ...] = get_args(Role)
#: who else does things, and is no person
RESERVED = ("run", "clock", "shell", "leakwatch")
NAME = re.compile(r"\w[\w.@+-]{0,127}")
SHORTEST, LONGEST, LETTERS = 12, 1024, 5
WHERE = "users"


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


def spelled(name: str) -> str:
    """One spelling a person, whatever the keyboard; ConfigError for what is no name.

    >>> spelled("Ｌin")
    'lin'
    """
    said = unicodedata.normalize("NFKC", name).casefold()
    if not NAME.fullmatch(said) or said in RESERVED:
        raise ConfigError(f"no name for a user: {name!r}", where=WHERE,
                          hint="letters, digits and . @ + - _; a letter comes first")  # fmt: skip
    return said


def strong(password: str, name: str) -> str:
    """The password as it is hashed; ConfigError where it is easily guessed."""
    said = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(said) <= LONGEST:
        raise ConfigError(f"a password has {SHORTEST} to {LONGEST} letters", where=WHERE,
                          hint="take four words")  # fmt: skip
    rest = re.sub(r"[\W\d_]", "", said.casefold().replace(name, ""))
    if (name in said.casefold() and not rest) or len(set(said)) < LETTERS:
        raise ConfigError("a password that is easily guessed", where=WHERE,
                          hint="take four words, and not the name")  # fmt: skip
    return said


def may_add(store: Store, name: str, role: str) -> None:
    """ConfigError where there is no such role, or the name is taken."""
    _role(role)
    with store.reading() as session:
        _untaken(session, spelled(name))


def add(
    store: Store,
    name: str,
    role: str,
    *,
    by: str,
    password: str | None = None,
    actor: str | None = None,
    branch: str | None = None,
    now: datetime | None = None,
) -> None:
    """A new user, on the trail; `actor` is a token; ConfigError for what cannot be."""
    name, at = spelled(name), now or datetime.now(UTC)
    _role(role)
    hashed = None if password is None else _hasher().hash(strong(password, name))
    with store.writing() as session:
        _untaken(session, name)
        session.add(User(name=name, role=role, password=hashed, actor=actor, branch=branch,
                         active=True, made=at))  # fmt: skip
        said = {"role": role, "actor": actor, "branch": branch}
        trail.note(session, by, Deed.USER_ADDED, name, said, now=now)


def read(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Other values of a user as they are kept; an empty text takes a value away. ConfigError for
    no such role, or a password that is easily guessed."""
    told = {key: value or None for key, value in values.items()}
    if "role" in told:
        _role(values["role"])
    if told.get("password"):
        told["password"] = _hasher().hash(strong(values["password"], name))
    if "active" in told:
        told["active"] = bool(values["active"])
    return told


def changed(
    session: Session, name: str, told: Mapping[str, Any], *, by: str, now: datetime | None = None
) -> list[str]:
    """Gives a user what was `read`; which of it is other now. The trail tells old and new, of a
    password only that."""
    user = _named(session, name)
    led, had = user.role == "admin" and user.active, {key: getattr(user, key) for key in told}
    other = {key: [had[key], value] for key, value in told.items() if had[key] != value}
    if other:
        for key, (_, value) in other.items():
            setattr(user, key, value)
        if led:
            _still_led(session)
        said = other | ({"password": None} if "password" in other else {})
        trail.note(session, by, Deed.USER_CHANGED, name, said, now=now)
    return sorted(other)


def removed(session: Session, name: str, *, by: str, now: datetime | None = None) -> None:
    """Lets a user sign in no more; his name stays taken, so that the trail stays clear."""
    user = _named(session, name)
    if not user.active:
        raise ConfigError(f"{name} was removed before", where=WHERE)
    user.active = False
    if user.role == "admin":
        _still_led(session)
    trail.note(session, by, Deed.USER_REMOVED, name, now=now)


def named(store: Store, name: str) -> User:
    """The user of this name; ConfigError where there is none."""
    with store.reading() as session:
        return _named(session, spelled(name))


def everybody(store: Store) -> list[User]:
    """All users by name, those removed too."""
    with store.reading() as session:
        return list(session.scalars(select(User).order_by(User.name)))


def check_password(store: Store, name: str, password: str) -> User | None:
    """The active user whose password this is; None takes as long, whoever does not exist.

    A hash made with other parameters than ours is made anew.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher, said = _hasher(), unicodedata.normalize("NFKC", password[:LONGEST])
    user = _known(store, name)
    if user is None or user.password is None or not user.active:
        # costs what a verification costs
        hasher.hash(said)
        return None
    try:
        hasher.verify(user.password, said)
    except (VerificationError, InvalidHashError):
        return None
    if hasher.check_needs_rehash(user.password):
        _rehash(store, user, hasher.hash(said))
    return user


def _rehash(store: Store, user: User, hashed: str) -> None:
    """Keeps a new hash, unless the password was changed meanwhile."""
    same = (User.name == user.name, User.password == user.password)
    with store.writing() as session:
        session.execute(update(User).where(*same).values(password=hashed))


def _known(store: Store, name: str) -> User | None:
    try:
        return named(store, name)
    except ConfigError:
        return None


def _still_led(session: Session) -> None:
    """ConfigError where the last admin would be none any more."""
    session.flush()
    if session.scalar(select(User.name).where(User.role == "admin", User.active).limit(1)) is None:
        raise ConfigError("nobody could let others in any more", where=WHERE,
                          hint="make another admin first")  # fmt: skip


def _named(session: Session, name: str) -> User:
    found = session.get(User, name)
    if found is None:
        raise ConfigError(f"no user {name}", where=WHERE, hint="see `leakwatch users list`")
    return found


def _untaken(session: Session, name: str) -> None:
    found = session.get(User, name)
    if found is not None:
        hint = "" if found.active else f"`leakwatch users change {name} --active` lets him in again"
        raise ConfigError(f"there is a user {name} already", where=WHERE, hint=hint)


def _role(role: str) -> None:
    if role not in ROLES:
        raise ConfigError(f"no role {role!r}", where=WHERE, hint=f"one of {', '.join(ROLES)}")


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # argon2id, the second choice of RFC 9106, section 4
    return PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
