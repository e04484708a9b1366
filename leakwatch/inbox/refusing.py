"""What is said where no page can be: why not, in a page or in JSON, and never how it broke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from leakwatch.errors import LeakwatchError
from leakwatch.inbox.desk import say_in
from leakwatch.inbox.safety import HEADERS
from leakwatch.store import users

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Desk

ABSENT = "there is no such page"
MISTAKEN = "not understood"
AWAY = "the store or the lake does not answer just now: try again in a moment"
BROKEN = "something broke here; what, is in the log of the server"
#: what the framework says by itself, said as we do
SAID = {"Not Found": ABSENT, "Method Not Allowed": "this page takes no such request"}


def listen(app: FastAPI) -> None:
    """Has everything that goes wrong told by us."""
    app.add_exception_handler(HTTPException, refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, mistaken)  # type: ignore[arg-type]
    app.add_exception_handler(LeakwatchError, away)
    app.add_exception_handler(Exception, broken)


def refused(request: Request, error: HTTPException) -> Response:
    """Why not; whoever is not signed in is led to where he can."""
    asked_by_program = request.url.path.startswith("/api/")
    if error.status_code == 401 and not asked_by_program:
        at: Desk = request.app.state.desk
        return RedirectResponse("/login" if users.everybody(at.store) else "/first", 303)
    detail = error.detail
    detail = SAID.get(detail, detail) if isinstance(detail, str) else detail
    if asked_by_program:
        return JSONResponse({"detail": detail}, error.status_code, error.headers)
    return _page(request, error.status_code, str(detail), headers=error.headers)


def mistaken(request: Request, error: RequestValidationError) -> Response:
    """Which fields cannot be understood; what was sent, a password perhaps, is not sent back."""
    if request.url.path.startswith("/api/"):
        told = [{key: one[key] for key in ("type", "loc", "msg")} for one in error.errors()]
        return JSONResponse({"detail": told}, 422)
    fields = dict.fromkeys(str(one["loc"][-1]) for one in error.errors())
    return _page(request, 422, MISTAKEN, ", ".join(fields))


def away(request: Request, _error: Exception) -> Response:
    """Something we stand on is away, or has to be mended by the operator."""
    return _told(request, 503, AWAY)


def broken(request: Request, _error: Exception) -> Response:
    """A mistake of ours; past our guard, so it takes the headers itself."""
    answer = _told(request, 500, BROKEN)
    answer.headers.update(HEADERS | {"cache-control": "no-store"})
    return answer


def _told(request: Request, status: int, said: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": said}, status)
    return _page(request, status, said)


def _page(
    request: Request, status: int, detail: str, more: str = "", headers: object = None
) -> Response:
    at: Desk = request.app.state.desk
    ours = at.settings.organisation
    told = at.templates.get_template("refused.html").render(
        _=say_in(ours.language), status=status, detail=detail, more=more, organisation=ours.name
    )
    return HTMLResponse(told, status, headers if isinstance(headers, dict) else None)
