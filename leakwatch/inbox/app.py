"""The application: rooms put together, the house opened with it and closed with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from leakwatch import pipeline
from leakwatch import settings as reading
from leakwatch.inbox import refusing
from leakwatch.inbox.desk import Desk, sends_files, templates
from leakwatch.inbox.machine import Machine
from leakwatch.inbox.offering import offered
from leakwatch.inbox.routes import (
    acting,
    actor,
    alert,
    api_accounts,
    api_alerts,
    api_downloads,
    api_matters,
    api_proposals,
    api_reveals,
    api_rings,
    api_runs,
    api_users,
    downloads,
    feeds,
    listing,
    matter,
    matters,
    me,
    notebooks,
    proposals,
    quarantine,
    revealing,
    rings,
    runs,
    saving,
    schema,
    signing,
    single,
    statistics,
    trail,
    users,
    without,
)
from leakwatch.inbox.safety import Guard

if TYPE_CHECKING:
    from leakwatch.pipeline import House

ROOMS = (
    signing.router,
    single.router,
    schema.router,
    listing.router,
    acting.router,
    api_alerts.router,
    saving.router,
    alert.router,
    actor.router,
    api_accounts.router,
    without.router,
    feeds.router,
    quarantine.router,
    runs.router,
    api_runs.router,
    trail.router,
    users.router,
    api_users.router,
    me.router,
    statistics.router,
    rings.router,
    api_rings.router,
    matters.router,
    notebooks.router,
    downloads.router,
    api_downloads.router,
    matter.router,
    api_matters.router,
    revealing.router,
    api_reveals.router,
    proposals.router,
    api_proposals.router,
)


def made(settings: Path, *, code: str, secure: bool) -> FastAPI:
    """The inbox over the store and lake of the settings; `code` lets the first user be made."""

    @asynccontextmanager
    async def opened(app: FastAPI) -> AsyncIterator[None]:
        with pipeline.opened(reading.read(settings)) as house:
            app.state.desk = desk(house, code=code, secure=secure)
            with Machine(settings) as app.state.machine:
                yield

    # what leads from /x/ to /x would write an address with a host that the visitor names
    app = FastAPI(title="leakwatch", lifespan=opened, docs_url=None, redoc_url=None,
                  openapi_url=None, redirect_slashes=False)  # fmt: skip
    app.add_middleware(Guard, sends=sends_files)
    refusing.listen(app)
    app.mount("/static", StaticFiles(directory=str(files("leakwatch.inbox") / "static")))
    for room in ROOMS:
        # as they were made: included, each would be made again for every application
        app.router.routes.extend(room.routes)
    return app


def desk(house: House, *, code: str, secure: bool) -> Desk:
    """The desk over an open house."""
    shapes = templates()
    shapes.globals["offered"] = offered
    shapes.globals["open_matters"] = matters.open_ones
    # the extra `pdf`
    shapes.globals["typeset"] = find_spec("typst") is not None
    made = Desk(house, shapes, house.key.derive("inbox"), secure, code)
    # said now, not when somebody wants to sign in
    _ = made.provider
    return made
