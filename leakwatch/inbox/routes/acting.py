"""What the buttons of the list and of an alert do: forms in, the page they stood on again."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from leakwatch.access import Right
from leakwatch.alerts import taking, undoing
from leakwatch.inbox.carrying import carried
from leakwatch.inbox.desk import Visitor, needs
from leakwatch.inbox.orders import Many
from leakwatch.inbox.routes.listing import listed

router = APIRouter(prefix="/alerts", include_in_schema=False)
Working = Annotated[Visitor, Depends(needs(Right.TRIAGE, writes=True))]
#: pages with our buttons; an answer leads to no other
BACK = re.compile(r"/(alerts/A[0-9]{1,18})?(\?[\x21-\x5b\x5d-\x7e]{0,2000})?")
MANY: TypeAdapter[Many] = TypeAdapter(Many)
#: button → the order it gives, and the fields of the form that belong to it
BUTTONS: dict[str, tuple[str, dict[str, str]]] = {
    "assign": ("assign", {"to": "assign_to", "note": "assign_note"}),
    "snooze": ("snooze", {
        "until": "snooze_until", "reason": "snooze_reason", "higher_score": "snooze_score",
        "more_people": "snooze_people", "new_member": "snooze_member",
        "new_system": "snooze_system",
    }),
    "dismiss": ("dismiss", {"reason": "dismiss_reason", "text": "dismiss_text"}),
    "confirm": ("confirm", {"text": "confirm_text"}),
    "close": ("close", {"text": "close_text"}),
    "due": ("due", {"day": "due_day"}),
    "note": ("note", {"text": "note_text"}),
}  # fmt: skip
#: field → what is said where it is missing or cannot be
WRONG = {
    "reason": "a reason is missing", "text": "words are missing",
    "until": "the day cannot be read", "day": "the day cannot be read",
    "more_people": "no number of people", "to": "nobody to give it to",
}  # fmt: skip
NONE = "nothing is selected"


async def sent(request: Request) -> FormData:
    """The fields of a form, as many as it has."""
    return await request.form()


@router.post("/actions")
def act(asking: Working, form: Annotated[FormData, Depends(sent)]) -> Response:
    """Does what a button says to the alerts chosen; 422 with the list where it cannot be read."""
    back = led_back(form.get("back"))
    try:
        asked = read(form, asking)
        carried(asking, asked.order, asked.alerts, asked.filters)
    except ValidationError as error:
        return wrong(asking, back, _first(error))
    except HTTPException as error:
        if error.status_code != 422:
            raise
        return wrong(asking, back, str(error.detail))
    return RedirectResponse(back, 303)


def read(form: FormData, asking: Visitor) -> Many:
    """The order that a form gives; 422 for no alert or no button."""
    chosen = {"alerts": form.getlist("alert"), "filters": form.getlist("filter")}
    if not chosen["alerts"] and not chosen["filters"]:
        raise HTTPException(422, NONE)
    button = str(form.get("deed", ""))
    order: dict[str, Any] = {"deed": "assign", "to": asking.user.name if button == "mine" else ""}
    if button not in ("mine", "free"):
        deed, fields = BUTTONS.get(button, ("", {}))
        given = {name: form.get(field) for name, field in fields.items()}
        order = {"deed": deed, **{name: said for name, said in given.items() if said}}
    return MANY.validate_python({**chosen, "order": order})


def led_back(said: object) -> str:
    """The page of ours that a form stood on; the list for any other.

    >>> led_back("/?org=a"), led_back("//example.org/"), led_back("/alerts/A1")
    ('/?org=a', '/', '/alerts/A1')
    """
    return said if isinstance(said, str) and BACK.fullmatch(said) else "/"


def wrong(asking: Visitor, back: str, why: str) -> Response:
    """The list again, and why nothing was done."""
    return listed(asking, back.partition("?")[2], wrong=[asking.say(why)], status=422)


def _first(error: ValidationError) -> str:
    """Which field of the form is missing or cannot be."""
    place = [str(one) for one in error.errors()[0]["loc"] if one != "order"]
    return WRONG.get(place[-1] if place else "", "this cannot be done")


@router.post("/undo")
def undo(asking: Working, back: Annotated[str, Form()] = "/") -> Response:
    """Takes back what one did in the last ten seconds."""
    try:
        undoing.undo(asking.desk.store, asking.user.name)
    except LookupError:
        return wrong(asking, led_back(back), undoing.NOTHING)
    return RedirectResponse(led_back(back), 303)


@router.post("/next")
def take_next(asking: Working, back: Annotated[str, Form()] = "/") -> Response:
    """Takes the next alert nobody works on, and opens it."""
    taken = taking.take(asking.desk.store, asking.user)
    if taken is None:
        return wrong(asking, led_back(back), "there is nothing left to take")
    return RedirectResponse(f"/alerts/{taken}", 303)
