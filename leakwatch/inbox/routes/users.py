"""Users: who may sign in, in which role, and which account of the logs is his own."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leakwatch.access import Right
from leakwatch.errors import ConfigError, EventError
from leakwatch.inbox.desk import Visitor, calls, needs, page
from leakwatch.inbox.words import Line, Name
from leakwatch.store import membership, users
from leakwatch.store.users import Role
from leakwatch.tokens import read_token

router = APIRouter()
Leading = Annotated[Visitor, Depends(needs(Right.USERS))]
Writing = Annotated[Visitor, Depends(needs(Right.USERS, writes=True))]
Calling = Annotated[Visitor, Depends(calls(Right.USERS))]
Password = Annotated[str, Form(max_length=users.LONGEST)]
ITSELF = "nobody changes his own role, or removes himself: ask another admin"
#: letters of chance of a password that we make
CHANCE = 15
SAID = {
    "changed": "changed", "same": "nothing was changed", "removed": "signs in no more",
    "back": "may sign in again", "out": "signed out everywhere, API tokens revoked",
}  # fmt: skip


@dataclass(frozen=True)
class Person:
    """A user; `own_account` is the token of his account in the logs."""

    name: str
    role: str
    own_account: str | None
    branch: str | None
    active: bool
    has_password: bool
    made: datetime


@dataclass(frozen=True)
class New:
    """A user to be; `own_account` as the log writes it, org/account, of which the token is kept."""

    name: Line
    role: Role
    own_account: Line = ""
    branch: Line = ""
    password: Line = ""


@dataclass(frozen=True)
class Changes:
    """What shall be another; what is left out stays, an empty text takes it away."""

    role: Role | None = None
    own_account: Line | None = None
    branch: Line | None = None
    password: Line | None = None
    active: bool | None = None


@dataclass(frozen=True)
class Added:
    """A new user; `password` only where we made one: it is told this once."""

    user: Person
    password: str | None


def _person(one: users.User) -> Person:
    return Person(one.name, one.role, one.actor, one.branch, one.active, one.password is not None,
                  one.made)  # fmt: skip


def everybody(asking: Visitor) -> list[Person]:
    """All of them, those who sign in no more last."""
    found = map(_person, users.everybody(asking.desk.store))
    return sorted(found, key=lambda one: (not one.active, one.name))


def added(asking: Visitor, new: New) -> Added:
    """A new user, with a password of chance where none is given."""
    made = "" if new.password else secrets.token_urlsafe(CHANCE)
    store = asking.desk.store
    try:
        users.add(store, new.name, new.role, by=asking.user.name, password=new.password or made,
                  actor=_token(asking, new.own_account), branch=new.branch or None)  # fmt: skip
        return Added(_person(users.named(store, new.name)), made or None)
    except ConfigError as error:
        raise HTTPException(422, f"{error.what}; {error.hint}".removesuffix("; ")) from error


def changed(asking: Visitor, name: str, told: Changes) -> list[str]:
    """Other values of a user; whose role or password is another is signed out."""
    values: dict[str, Any] = {
        field: said for field in ("role", "branch", "password", "active")
        if (said := getattr(told, field)) is not None
    }  # fmt: skip
    if told.own_account is not None:
        values["actor"] = _token(asking, told.own_account) or ""
    store, by = asking.desk.store, asking.user.name
    try:
        user = users.named(store, name)
        itself = user.name == by and {"role", "active"} & values.keys()
        if itself and (values.get("role", user.role), values.get("active", True)) != (
            user.role,
            True,
        ):
            raise HTTPException(409, ITSELF)
        return membership.change(store, name, values, by=by)
    except ConfigError as error:
        raise HTTPException(422, f"{error.what}; {error.hint}".removesuffix("; ")) from error


def out(asking: Visitor, name: str) -> int:
    """Signs a user out everywhere and revokes his tokens; how many browsers those were."""
    try:
        user = users.named(asking.desk.store, name)
    except ConfigError as error:
        raise HTTPException(404, error.what) from error
    return membership.shut(asking.desk.store, user.name, by=asking.user.name)


def _token(asking: Visitor, account: str) -> str | None:
    """The token of an account; what was typed is kept nowhere."""
    if not account.strip():
        return None
    try:
        return read_token(asking.desk.house.key, "actor", account.strip())
    except EventError as error:
        raise HTTPException(422, "no account: write it as org/account") from error


@router.get("/users", include_in_schema=False)
def show(asking: Leading, said: str = "", whom: str = "") -> HTMLResponse:
    """Everybody."""
    return _shown(asking, said=SAID.get(said, ""), whom=whom[:128])


def _shown(asking: Visitor, status: int = 200, **told: Any) -> HTMLResponse:
    context = {"said": "", "whom": "", "error": "", "password": None, **told}
    return page(
        asking, "users.html", status, people=everybody(asking), roles=users.ROLES, **context
    )


@router.post("/users", include_in_schema=False)
def add(
    asking: Writing, name: Name, role: Annotated[Role, Form()], account: Name = "",
    branch: Name = "", password: Password = "",
) -> HTMLResponse:  # fmt: skip
    """Lets somebody sign in."""
    try:
        made = added(asking, New(name, role, account, branch, password))
    except HTTPException as error:
        return _shown(asking, error.status_code, error=str(error.detail))
    return _shown(asking, whom=made.user.name, said="may sign in", password=made.password)


@router.post("/users/{user}", include_in_schema=False)
def change(
    asking: Writing, user: str, role: Annotated[Role | None, Form()] = None, account: Name = "",
    branch: Annotated[Line | None, Form()] = None, password: Password = "",
    forget: Annotated[bool, Form()] = False,
) -> Response:  # fmt: skip
    """Gives a user another role, account, branch or password."""
    own = account or ("" if forget else None)
    told = Changes(role, own, branch, password or None)
    return _done(asking, user, told, "changed")


@router.post("/users/{user}/remove", include_in_schema=False)
def remove(asking: Writing, user: str) -> Response:
    """Lets a user sign in no more."""
    return _done(asking, user, Changes(active=False), "removed")


@router.post("/users/{user}/back", include_in_schema=False)
def back(asking: Writing, user: str) -> Response:
    """Lets a user sign in again."""
    return _done(asking, user, Changes(active=True), "back")


@router.post("/users/{user}/out", include_in_schema=False)
def sign_out(asking: Writing, user: str) -> Response:
    """Signs a user out everywhere."""
    out(asking, user)
    return _back(user, "out")


def _done(asking: Visitor, name: str, told: Changes, said: str) -> Response:
    try:
        done = changed(asking, name, told)
    except HTTPException as error:
        return _shown(asking, error.status_code, error=str(error.detail))
    return _back(name, said if done else "same")


def _back(name: str, said: str) -> RedirectResponse:
    from leakwatch.inbox.words import link

    return RedirectResponse(link("/users", said=said, whom=name), 303)
