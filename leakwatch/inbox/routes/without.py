"""Asks what would have made the difference; the alert's page shows it when it is found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends
from fastapi.responses import RedirectResponse

from leakwatch.access import Right
from leakwatch.inbox.desk import Visitor, calls, needs
from leakwatch.inbox.routes.alert import opened

router = APIRouter()


def asked(alert: str, asking: Visitor, later: BackgroundTasks) -> str:
    """Has it reckoned, unless it is known or being reckoned; which of these."""
    found = opened(asking, alert).alert
    if not found.explained or "without" in found.explained:
        return "known"
    if asking.desk.reckoner.asked(found.id):
        later.add_task(asking.desk.reckoner.work, found.id)
    return "reckoning" if asking.desk.reckoner.at(found.id) else "busy"


@router.post("/alerts/{alert}/without", include_in_schema=False)
def reckon(
    alert: str, later: BackgroundTasks,
    asking: Annotated[Visitor, Depends(needs(Right.SEE, writes=True))],
) -> RedirectResponse:  # fmt: skip
    """The button of the page."""
    asked(alert, asking, later)
    return RedirectResponse(f"/alerts/{alert}", 303)


@router.post("/api/v1/alerts/{alert}/without", status_code=202)
def call(
    alert: str, later: BackgroundTasks, asking: Annotated[Visitor, Depends(calls(Right.SEE))]
) -> dict[str, str]:
    """The same: known, reckoning or busy; GET …/explained shows what was found."""
    return {"state": asked(alert, asking, later)}
