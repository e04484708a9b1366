"""Who belongs to the house, and what ends with it: whose role or password is another is signed out
everywhere, who is removed, or comes back, has no API tokens of before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leakwatch.store import api_tokens, sign_ins, users

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from leakwatch.store.database import Store

#: whoever signed in before one of these was another has to do so again
ENDING = frozenset({"role", "password", "active"})


def change(
    store: Store, name: str, values: Mapping[str, Any], *, by: str, but: str = "",
    now: datetime | None = None,
) -> list[str]:  # fmt: skip
    """Gives a user other `values` (role, password, actor, branch, language, zone, active), but for
    the sign-in of one cookie; which of them are others now. ConfigError for what cannot be."""
    name = users.spelled(name)
    told = users.read(name, values)
    with store.writing() as session:
        done = users.changed(session, name, told, by=by, now=now)
        if ENDING & set(done):
            sign_ins.ended(session, name, by=by, but=but, now=now)
        if "active" in done:
            api_tokens.revoked(session, name, by=by, now=now)
    return done


def remove(store: Store, name: str, *, by: str, now: datetime | None = None) -> None:
    """Lets a user sign in no more; ConfigError for who was removed before."""
    name = users.spelled(name)
    with store.writing() as session:
        users.removed(session, name, by=by, now=now)
        _out(session, name, by=by, now=now)


def end(store: Store, name: str, *, by: str, but: str = "", now: datetime | None = None) -> int:
    """Signs a user out everywhere, but for where a cookie is; how many browsers those were."""
    with store.writing() as session:
        return sign_ins.ended(session, name, by=by, but=but, now=now)


def shut(store: Store, name: str, *, by: str, now: datetime | None = None) -> int:
    """Signs a user out everywhere and revokes his tokens; how many browsers those were."""
    with store.writing() as session:
        return _out(session, name, by=by, now=now)


def _out(session: Session, name: str, *, by: str, now: datetime | None) -> int:
    api_tokens.revoked(session, name, by=by, now=now)
    return sign_ins.ended(session, name, by=by, now=now)
