"""One matter: what is in it, its two tracks, measures, holds, and how it ends; and its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from leakwatch.access import Right
from leakwatch.charts.ring_days import ring_days
from leakwatch.inbox import matter_deeds, matters, proving
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.matter_orders import Approval, Order
from leakwatch.inbox.ringwords import STANDING
from leakwatch.inbox.routes.acting import sent
from leakwatch.inbox.seen import viewed
from leakwatch.inbox.words import Name
from leakwatch.report.told import spelled
from leakwatch.rings.named import short
from leakwatch.rings.words import role
from leakwatch.store import lists, tracks
from leakwatch.store.closing import OUTCOMES

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.inbox.matter_parts import Told

router = APIRouter(prefix="/matters", include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.INVESTIGATE))]
Writing = Annotated[Visitor, Depends(needs(Right.INVESTIGATE, writes=True))]
Approving = Annotated[Visitor, Depends(needs(Right.APPROVE, writes=True))]
Sent = Annotated[FormData, Depends(sent)]
ORDER: TypeAdapter[Order] = TypeAdapter(Order)
APPROVAL: TypeAdapter[Approval] = TypeAdapter(Approval)
#: where on the page a form stands
PLACES = {
    "add": "items", "remove": "items", "account": "people", "duty": "duty", "measure": "measures",
    "done": "measures", "drop": "measures", "again": "measures", "hold": "holds",
    "release": "holds", "note": "notes", "propose": "closing", "withdraw": "closing",
    "reopen": "closing", "close": "closing", "send_back": "closing",
}  # fmt: skip
#: codes of what was done, as people read them
WORDS = {**tracks.DECIDED, **tracks.STATES, **OUTCOMES}
MISTAKEN = "this cannot be read"


@router.get("/{matter}")
def one(matter: str, asking: Seeing) -> HTMLResponse:
    """The page of a matter; on the trail."""
    return _shown(asking, matter)


def _shown(asking: Visitor, matter: str, status: int = 200, wrong: str = "") -> HTMLResponse:
    seen = matters.found(asking, matter)
    viewed(asking, seen.matter.id, page="matter")
    told = matters.told(asking, seen)
    return page(
        asking, "matter.html", status, told=told, wrong=wrong, chart=_chart(asking, told),
        short=short, called=role, standing=STANDING, severities=lists.severities(),
        decided=tracks.DECIDED, states=tracks.STATES, tracks=tracks.TRACKS, outcomes=OUTCOMES,
        words=WORDS, spelled=lambda name: spelled(name, asking.say),
        is_open=told.matter.status == "open",
    )  # fmt: skip


def _chart(asking: Visitor, told: Told) -> Markup | str:
    """When the accounts opened whom, all on one line of time."""
    looks = told.exposed.looks
    rows = [(short(one.account), mine) for one in told.accounts
            if (mine := [look for look in looks if look.actor == one.account])]  # fmt: skip
    title = asking.say("people that each account opened on its flagged days")
    return ring_days(title, rows, asking.say) if rows else ""


@router.post("/{matter}/close")
def close(matter: str, asking: Approving, form: Sent) -> Response:
    """Closes as proposed, by a second person."""
    return _done(asking, matter, APPROVAL, {"deed": "close", **_fields(form)})


@router.post("/{matter}/send_back")
def send_back(matter: str, asking: Approving, form: Sent) -> Response:
    """Refuses a proposal."""
    return _done(asking, matter, APPROVAL, {"deed": "send_back", **_fields(form)})


@router.post("/{matter}/measures/{number}/proofs")
def prove(matter: str, number: int, asking: Writing, file: UploadFile) -> Response:
    """Puts a file with a measure."""
    try:
        proving.taken(asking, matter, number, file.filename or "", file.file)
    except HTTPException as error:
        if error.status_code not in (413, 422):
            raise
        return _shown(asking, matter, error.status_code, str(error.detail))
    return RedirectResponse(f"/matters/{matter}#measures", 303)


@router.get("/{matter}/proofs/{number}")
def proof(matter: str, number: int, asking: Seeing) -> Response:
    """The file of a measure, to be kept; on the trail."""
    return kept(asking, matter, number)


def kept(asking: Visitor, matter: str, number: int) -> Response:
    """A proof as a file."""
    data, called = proving.given(asking, matter, number)
    viewed(asking, matter, proof=number)
    headers = {"content-disposition": proving.disposition(called)}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.post("/into")
def into(asking: Writing, item: Name = "", matter: Name = "") -> Response:
    """Puts an alert or a ring into a matter, from their pages."""
    return _done(asking, matter, ORDER, {"deed": "add", "item": item})


@router.post("/{matter}/{deed}")
def act(matter: str, deed: str, asking: Writing, form: Sent) -> Response:
    """Does what a form of the page says."""
    if deed not in PLACES and deed not in ("own", "due"):
        raise HTTPException(404)
    return _done(asking, matter, ORDER, {"deed": deed, **_fields(form)})


def _fields(form: FormData) -> dict[str, str]:
    return {key: said for key, said in form.items()
            if isinstance(said, str) and key not in ("csrf", "deed")}  # fmt: skip


def _done(
    asking: Visitor, matter: str, kind: TypeAdapter[Any], fields: Mapping[str, str]
) -> Response:  # fmt: skip
    """The page again; with what was wrong, where it was."""
    try:
        matter_deeds.carried(asking, matter, kind.validate_python(dict(fields)))
    except ValidationError:
        return _shown(asking, matter, 422, MISTAKEN)
    except HTTPException as error:
        if error.status_code not in (409, 422):
            raise
        return _shown(asking, matter, error.status_code, str(error.detail))
    place = PLACES.get(fields["deed"], "")
    return RedirectResponse(f"/matters/{matter}" + (f"#{place}" if place else ""), 303)
