"""One's own page: language, zone, password, where one is signed in, API tokens, keys."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leakwatch.errors import ConfigError
from leakwatch.inbox.desk import LONGEST, Visitor, page, visitor, writer
from leakwatch.inbox.passwords import TURNED_OFF, checked
from leakwatch.inbox.words import Name
from leakwatch.language import LANGUAGES
from leakwatch.store import api_tokens, membership, sign_ins, users

router = APIRouter(include_in_schema=False)
Asking = Annotated[Visitor, Depends(visitor)]
Writing = Annotated[Visitor, Depends(writer)]
Password = Annotated[str, Form(max_length=users.LONGEST)]
#: days that a token may be made for
LASTS = (7, 30, 90, 365)
SAID = {
    "kept": "kept", "password": "the new password is kept; other browsers are signed out",
    "out": "signed out elsewhere", "revoked": "the token is worth nothing now",
}  # fmt: skip


@router.get("/me")
def show(asking: Asking, said: str = "") -> HTMLResponse:
    """One's own page."""
    return _shown(asking, said=SAID.get(said, ""))


def _shown(asking: Visitor, status: int = 200, **told: Any) -> HTMLResponse:
    store, name = asking.desk.store, asking.user.name
    context = {"said": "", "error": "", "secret": "", **told}
    return page(
        asking, "me.html", status, languages=LANGUAGES, zones=zones(), lasts=LASTS,
        tokens=api_tokens.mine(store, name), ours=asking.desk.settings.organisation,
        browsers=sign_ins.standing(store, name, longest=LONGEST),
        passwords=asking.desk.settings.oidc.passwords, **context,
    )  # fmt: skip


@cache
def zones() -> list[str]:
    """The zones there are."""
    return sorted(one for one in available_timezones() if "/" in one or one == "UTC")


@router.post("/me")
def change(asking: Writing, language: Name = "", zone: Name = "") -> Response:
    """Another language or zone; empty ones are the organisation's."""
    if (language and language not in LANGUAGES) or (zone and zone not in zones()):
        return _shown(asking, 422, error="no such language or zone")
    own = {"language": language, "zone": zone}
    membership.change(asking.desk.store, asking.user.name, own, by=asking.user.name)
    return _back("kept")


@router.post("/me/password")
def password(request: Request, asking: Writing, old: Password, new: Password) -> Response:
    """Another password; whoever knows the old one only signs in no more."""
    store, name = asking.desk.store, asking.user.name
    if not asking.desk.settings.oidc.passwords:
        return _shown(asking, 403, error=TURNED_OFF)
    try:
        if checked(asking.desk, request, name, old) is None:
            return _shown(asking, 403, error="not your password of now")
        membership.change(store, name, {"password": new}, by=name, but=_cookie(request, asking))
    except HTTPException as error:
        return _shown(asking, error.status_code, error=error.detail)
    except ConfigError as error:
        return _shown(asking, 422, error=f"{error.what}; {error.hint}")
    return _back("password")


@router.post("/me/out")
def out(request: Request, asking: Writing) -> Response:
    """Signs out in every other browser."""
    name = asking.user.name
    membership.end(asking.desk.store, name, by=name, but=_cookie(request, asking))
    return _back("out")


@router.post("/me/tokens")
def make(
    asking: Writing, name: Name, days: Annotated[int, Form()],
    writes: Annotated[bool, Form()] = False,
) -> HTMLResponse:  # fmt: skip
    """A new API token, shown once."""
    try:
        secret = api_tokens.make(asking.desk.store, asking.user.name, name, days=days,
                                 writes=writes)  # fmt: skip
    except ConfigError as error:
        return _shown(asking, 422, error=f"{error.what}; {error.hint}".removesuffix("; "))
    return _shown(asking, secret=secret)


@router.post("/me/tokens/{number}/revoke")
def revoke(asking: Writing, number: int) -> Response:
    """Makes a token worth nothing."""
    gone = 0 < number < 2**31 and api_tokens.revoke(asking.desk.store, asking.user.name, number)
    return _back("revoked" if gone else "kept")


def _cookie(request: Request, asking: Visitor) -> str:
    return request.cookies.get(asking.desk.cookie, "")


def _back(said: str) -> RedirectResponse:
    return RedirectResponse(f"/me?said={said}", 303)
