"""Signing in where the organisation does: there, and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from leakwatch.errors import ConfigError, LeakwatchError
from leakwatch.inbox.desk import Desk, at_desk
from leakwatch.inbox.passwords import BUSY, address
from leakwatch.inbox.provider import AWAY, REFUSED, WAY_SECONDS, Leaving, RefusedError
from leakwatch.inbox.routes.signing import entered, shown
from leakwatch.store import sign_ins, users

router = APIRouter(prefix="/login/oidc", include_in_schema=False)
AtDesk = Annotated[Desk, Depends(at_desk)]
NOBODY = "you are no user here yet: ask an admin"


@router.get("")
def leave(desk: AtDesk) -> Response:
    """Leads to the provider."""
    leaving, provider = Leaving.new(), desk.provider
    if provider is None:
        raise HTTPException(404, "there is no such page")
    try:
        answer = RedirectResponse(provider.address(leaving), 303)
    except LeakwatchError:
        return shown(desk, "login.html", 503, error=AWAY)
    # the provider leads back here, which to a browser is another site's doing
    answer.set_cookie(_cookie(desk), leaving.sealed(desk.secret), WAY_SECONDS, secure=desk.secure,
                      httponly=True, samesite="lax", path="/")  # fmt: skip
    return answer


@router.get("/back")
def back(request: Request, desk: AtDesk) -> Response:
    """Signs in whom the provider vouches for, if he is a user; whatever came is good for once."""
    answer = _back(request, desk)
    answer.delete_cookie(_cookie(desk), secure=desk.secure, httponly=True, samesite="lax")
    return answer


def _back(request: Request, desk: Desk) -> Response:
    provider, keys = desk.provider, [address(request)]
    if provider is None:
        raise HTTPException(404, "there is no such page")
    if not sign_ins.may_try(desk.store, keys):
        return shown(desk, "login.html", 429, error=BUSY)
    try:
        leaving = Leaving.read(request.cookies.get(_cookie(desk), ""), desk.secret)
        name = provider.name(leaving, request.query_params)
    except RefusedError:
        return shown(desk, "login.html", 401, error=REFUSED)
    except LeakwatchError:
        return shown(desk, "login.html", 503, error=AWAY)
    if (user := _user(desk, name)) is None:
        sign_ins.note_wrong(desk.store, keys)
        return shown(desk, "login.html", 403, error=NOBODY)
    # a cookie for us alone goes along only when one of our own pages leads on
    return entered(desk, user, shown(desk, "entered.html", leads="/"))


def _user(desk: Desk, name: str) -> str | None:
    """The active user of this name; nobody is made one by signing in elsewhere."""
    try:
        found = users.named(desk.store, name)
    except ConfigError:
        return None
    # letters that only look alike are another's
    return found.name if found.active and found.name == name.casefold() else None


def _cookie(desk: Desk) -> str:
    return f"{desk.cookie}-oidc"
