"""Between pages and notebooks: a filled one to open, and the tables that came back of one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Path
from fastapi.responses import Response

from leakwatch.access import Right
from leakwatch.inbox import filled, matters, ringing
from leakwatch.inbox.desk import Visitor, needs
from leakwatch.inbox.proving import disposition
from leakwatch.inbox.routes import actor as accounts
from leakwatch.inbox.routes import alert as alerts
from leakwatch.inbox.seen import viewed
from leakwatch.report import sheets
from leakwatch.store import evidence, trail
from leakwatch.store.matters import named
from leakwatch.store.trail import Deed

router = APIRouter(tags=["notebooks"])
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
Working = Annotated[Visitor, Depends(needs(Right.INVESTIGATE))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
NOTEBOOK, CSV = "application/x-ipynb+json", "text/csv"
BOOK: dict[int | str, dict[str, Any]] = {200: {"content": {NOTEBOOK: {}}}}
SHEET: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}}}}


@router.get("/alerts/{alert}/notebook.ipynb", include_in_schema=False)
@router.get("/api/v1/alerts/{alert}/notebook", response_class=Response, responses=BOOK)
def of_alert(alert: str, asking: Seeing) -> Response:
    """A notebook about an alert, ready to run; on the trail."""
    found = alerts.opened(asking, alert)
    return _book(asking, found.alert.id, filled.of_alert(asking, found.alert, found.days))


@router.get("/rings/{ring}/notebook.ipynb", include_in_schema=False)
@router.get("/api/v1/rings/{ring}/notebook", response_class=Response, responses=BOOK)
def of_ring(ring: str, asking: Seeing) -> Response:
    """A notebook about a ring, ready to run; on the trail."""
    name = ringing.found(asking, ring).told.ring.name
    return _book(asking, name, filled.of_ring(asking, name))


@router.get("/actors/{actor}/notebook.ipynb", include_in_schema=False)
@router.get("/api/v1/actors/{actor}/notebook", response_class=Response, responses=BOOK)
def of_actor(actor: str, asking: Seeing) -> Response:
    """A notebook about an account, ready to run; on the trail."""
    accounts.opened(asking, actor)
    return _book(asking, actor, filled.of_actor(asking, actor))


@router.get("/matters/{matter}/notebook.ipynb", include_in_schema=False)
@router.get("/api/v1/matters/{matter}/notebook", response_class=Response, responses=BOOK)
def of_matter(matter: str, asking: Working) -> Response:
    """A notebook about a matter, ready to run; on the trail."""
    seen = matters.found(asking, matter)
    made = filled.of_matter(asking, seen.matter.id, [one.id for one in seen.rings])
    return _book(asking, seen.matter.id, made)


@router.get("/matters/{matter}/evidence/{number}.csv", include_in_schema=False)
@router.get("/api/v1/matters/{matter}/evidence/{number}", response_class=Response, responses=SHEET)
def sheet(matter: str, number: Number, asking: Working) -> Response:
    """A table that was put in from a notebook, whole; on the trail."""
    seen = matters.found(asking, matter)
    with asking.desk.store.reading() as session:
        try:
            one = evidence.one(session, named(session, seen.matter.id), number)
        except LookupError as error:
            raise HTTPException(404, "there is no such table") from error
    viewed(asking, seen.matter.id, evidence=number)
    data = sheets.listed(one.names, one.every())
    return _file(data, f"leakwatch-{seen.matter.id}-E{one.id}.csv", CSV)


def _book(asking: Visitor, name: str, data: bytes) -> Response:
    called = f"leakwatch-{name[:24]}.ipynb"
    with asking.desk.store.writing() as session:
        trail.note(session, asking.user.name, Deed.EXPORTED, called,
                   {"what": "notebook", "of": name})  # fmt: skip
    return _file(data, called, NOTEBOOK)


def _file(data: bytes, called: str, kind: str) -> Response:
    return Response(data, media_type=kind, headers={"content-disposition": disposition(called)})
