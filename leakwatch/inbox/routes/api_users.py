"""Users through the API."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from leakwatch.inbox.routes import users
from leakwatch.inbox.routes.users import Added, Calling, Changes, Leading, New, Person

router = APIRouter(prefix="/api/v1/users", tags=["users"])


@dataclass(frozen=True)
class Changed:
    """Which fields are others now."""

    user: str
    changed: list[str]


@dataclass(frozen=True)
class Out:
    """In how many browsers a user was signed in."""

    user: str
    browsers: int


@router.get("")
def everybody(asking: Leading) -> list[Person]:
    """Who may sign in, and who no more."""
    return users.everybody(asking)


@router.post("", status_code=201)
def add(asking: Calling, new: New) -> Added:
    """Lets somebody sign in."""
    return users.added(asking, new)


@router.patch("/{user}")
def change(asking: Calling, user: str, told: Changes) -> Changed:
    """Gives a user another role, account, branch or password, or lets him sign in no more."""
    return Changed(user, users.changed(asking, user, told))


@router.post("/{user}/out")
def out(asking: Calling, user: str) -> Out:
    """Signs a user out everywhere, and revokes his API tokens."""
    return Out(user, users.out(asking, user))
