"""Signing in and out, and the first user of all."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leakwatch.errors import ConfigError
from leakwatch.inbox.desk import Desk, Visitor, at_desk, say_in, writer
from leakwatch.inbox.passwords import BUSY, TURNED_OFF, address, checked
from leakwatch.store import sign_ins, users

router = APIRouter(include_in_schema=False)
AtDesk = Annotated[Desk, Depends(at_desk)]
Word = Annotated[str, Form(max_length=2048)]
WRONG = "no such name and password"


@router.get("/login")
def ask(desk: AtDesk) -> HTMLResponse:
    """Who are you."""
    return shown(desk, "login.html")


@router.post("/login")
def sign_in(request: Request, desk: AtDesk, name: Word, password: Word) -> Response:
    """Signs in; a wrong password says as little as a wrong name."""
    if not desk.settings.oidc.passwords:
        return shown(desk, "login.html", 403, error=TURNED_OFF)
    try:
        user = checked(desk, request, name, password)
    except HTTPException as error:
        return shown(desk, "login.html", error.status_code, error=error.detail)
    if user is None:
        return shown(desk, "login.html", 401, error=WRONG)
    return entered(desk, user.name)


@router.post("/logout")
def sign_out(
    request: Request, desk: AtDesk, _asking: Annotated[Visitor, Depends(writer)]
) -> RedirectResponse:
    """Ends this sign-in."""
    sign_ins.end(desk.store, request.cookies.get(desk.cookie, ""))
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(desk.cookie, secure=desk.secure, httponly=True, samesite="strict")
    return answer


@router.get("/first")
def first(desk: AtDesk) -> HTMLResponse:
    """Where there is no user yet: makes the first admin, by the code the terminal shows."""
    _nobody(desk)
    return shown(desk, "first.html")


@router.post("/first")
def begin(request: Request, desk: AtDesk, code: Word, name: Word, password: Word) -> Response:
    """Makes the first admin."""
    _nobody(desk)
    keys = [address(request)]
    if not sign_ins.may_try(desk.store, keys):
        return shown(desk, "first.html", 429, error=BUSY)
    if not hmac.compare_digest(code.strip().encode(), desk.code.encode()):
        sign_ins.note_wrong(desk.store, keys)
        return shown(desk, "first.html", 401, error="not the code that the terminal shows")
    try:
        users.add(desk.store, name, "admin", by="first", password=password)
    except ConfigError as error:
        return shown(desk, "first.html", 422, error=f"{error.what}; {error.hint}")
    return entered(desk, users.spelled(name))


def _nobody(desk: Desk) -> None:
    if users.everybody(desk.store):
        raise HTTPException(404, "there is a first user already")


def entered(desk: Desk, name: str, answer: Response | None = None) -> Response:
    """Signs in, and answers with its cookie."""
    # a new cookie with every sign-in: one that somebody planted before is worth nothing
    cookie = sign_ins.begin(desk.store, name)
    answer = answer or RedirectResponse("/", 303)
    answer.set_cookie(desk.cookie, cookie, secure=desk.secure, httponly=True, samesite="strict",
                      path="/")  # fmt: skip
    return answer


def shown(
    desk: Desk, name: str, status: int = 200, error: str = "", leads: str = ""
) -> HTMLResponse:
    """A page for whoever is not signed in; at once it `leads` to another."""
    ours, signon = desk.settings.organisation, desk.settings.oidc
    say = say_in(ours.language)
    told = desk.templates.get_template(name).render(
        _=say, error=say(error) if error else "", organisation=ours.name,
        single=bool(signon.issuer), passwords=signon.passwords,
    )  # fmt: skip
    return HTMLResponse(told, status, {"refresh": f"0; url={leads}"} if leads else None)
