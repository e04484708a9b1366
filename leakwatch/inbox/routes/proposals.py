"""Proposals: what decisions speak for changing, put forward by one and decided by another."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Path, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData

from leakwatch import plugins
from leakwatch.access import Right
from leakwatch.inbox import forward, proposing
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.forward import Answer, Back, Forward, Hide, Threshold
from leakwatch.inbox.machine import AtMachine, Machine
from leakwatch.inbox.routes.acting import sent

router = APIRouter(prefix="/proposals", include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
Working = Annotated[Visitor, Depends(needs(Right.TRIAGE, writes=True))]
Approving = Annotated[Visitor, Depends(needs(Right.APPROVE, writes=True))]
Sent = Annotated[FormData, Depends(sent)]
Before = Annotated[int, Query(ge=0, le=2**31 - 1)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
FORWARD: TypeAdapter[Threshold | Hide] = TypeAdapter(Forward)
#: said on the page after something was done
SAID = {
    "put": "put forward; a second person decides, nothing has changed yet",
    "approve": "approved", "refuse": "refused",
}  # fmt: skip
#: field → what is said where it is missing or cannot be
WRONG = {
    "reason": "a reason is missing", "until": "the day cannot be read",
    "after": "a threshold is a p, between 0 and 1", "detector": forward.NO_DETECTOR,
}  # fmt: skip


@router.get("")
def show(
    asking: Seeing, machine: AtMachine, later: BackgroundTasks, before: Before = 0, said: str = ""
) -> Response:
    """All of them; what was not tried on past alerts yet is tried meanwhile."""
    if proposing.forgotten(asking.desk.store):
        later.add_task(proposing.try_all, asking.desk.store)
    return _listed(asking, machine, before=before, said=SAID.get(said, ""))


def _listed(
    asking: Visitor, machine: Machine, status: int = 200, *, before: int = 0, said: str = "",
    error: str = "",
) -> HTMLResponse:  # fmt: skip
    found = proposing.told(asking, machine, before)
    lasts, tomorrow = proposing.lasts(asking)
    return page(
        asking, "proposals.html", status, found=found, before=before, said=said, error=error,
        lasts=lasts, tomorrow=tomorrow, detectors=plugins.detectors(),
        promised=asking.desk.settings.detect.false_alarm_share,
    )  # fmt: skip


@router.post("")
def put(asking: Working, machine: AtMachine, later: BackgroundTasks, form: Sent) -> Response:
    """Puts one forward; 422 with the page where it cannot be read."""
    try:
        forward.put(asking, FORWARD.validate_python(_given(form)))
    except (ValidationError, HTTPException) as error:
        return _wrong(asking, machine, error)
    later.add_task(proposing.try_all, asking.desk.store)
    return RedirectResponse("/proposals?said=put", 303)


@router.post("/{number}/decision")
def decide(asking: Approving, machine: AtMachine, number: Number, form: Sent) -> Response:
    """Approves or refuses one."""
    try:
        answer = Answer.model_validate(_given(form))
        forward.decide(asking, number, answer)
    except (ValidationError, HTTPException) as error:
        return _wrong(asking, machine, error)
    return RedirectResponse(f"/proposals?said={answer.verdict}", 303)


@router.post("/{number}/withdrawal")
def withdraw(
    asking: Working, machine: AtMachine, later: BackgroundTasks, number: Number, form: Sent
) -> Response:
    """Puts forward that what was approved ends."""
    try:
        forward.withdraw(asking, number, Back.model_validate(_given(form)))
    except (ValidationError, HTTPException) as error:
        return _wrong(asking, machine, error)
    later.add_task(proposing.try_all, asking.desk.store)
    return RedirectResponse("/proposals?said=put", 303)


def _given(form: FormData) -> dict[str, Any]:
    """The fields of a form that say something."""
    return {name: said for name, said in form.items() if said and name != "csrf"}


def _wrong(
    asking: Visitor, machine: Machine, error: ValidationError | HTTPException
) -> HTMLResponse:
    """The page again, and why nothing was done."""
    if isinstance(error, HTTPException):
        return _listed(asking, machine, error.status_code, error=str(error.detail))
    place = [str(one) for one in error.errors()[0]["loc"]]
    said = WRONG.get(place[-1] if place else "", "this cannot be done")
    return _listed(asking, machine, 422, error=said)
