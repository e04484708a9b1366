"""The application: rooms put together, the house opened with it and closed with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from leakwatch import pipeline
from leakwatch import settings as reading
from leakwatch.inbox.desk import Desk, say_in, templates
from leakwatch.inbox.routes import listing, signing
from leakwatch.inbox.safety import Guard
from leakwatch.store import users

if TYPE_CHECKING:
    from leakwatch.pipeline import House

ROOMS = (signing.router, listing.router)


def made(settings: Path, *, code: str, secure: bool) -> FastAPI:
    """The inbox over the store and lake of the settings; `code` lets the first user be made."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        with pipeline.opened(reading.read(settings)) as house:
            app.state.desk = desk(house, code=code, secure=secure)
            yield

    app = FastAPI(title="leakwatch", lifespan=opened, docs_url=None, redoc_url=None,
                  openapi_url="/api/openapi.json")  # fmt: skip
    app.add_middleware(Guard)
    app.add_exception_handler(HTTPException, refused)  # type: ignore[arg-type]
    app.mount("/static", StaticFiles(directory=str(files("leakwatch.inbox") / "static")))
    for room in ROOMS:
        app.include_router(room)
    return app


def desk(house: House, *, code: str, secure: bool) -> Desk:
    """The desk over an open house."""
    return Desk(house, templates(), house.key.derive("inbox"), secure, code)


def refused(request: Request, error: HTTPException) -> Response:
    """Why not, in a page or in JSON; whoever is not signed in is led to where he can."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"detail": error.detail}, error.status_code)
    at: Desk = request.app.state.desk
    if error.status_code == 401:
        there = "/login" if users.everybody(at.store) else "/first"
        return RedirectResponse(there, 303)
    told = at.templates.get_template("refused.html").render(
        _=say_in(at.settings.organisation.language), status=error.status_code,
        detail=str(error.detail), organisation=at.settings.organisation.name,
    )  # fmt: skip
    return HTMLResponse(told, error.status_code)
