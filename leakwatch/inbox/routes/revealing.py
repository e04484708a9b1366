"""Reveal: one token, a reason, the right; and what waits for a second person."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leakwatch.access import Right
from leakwatch.disclosing import KIND, LETTERS, SHOWN, Shown
from leakwatch.inbox import reveals, waiting
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.waiting import KINDS
from leakwatch.inbox.words import Asked, Name, Text
from leakwatch.store import reveals as kept
from leakwatch.store.approvals import Wish

router = APIRouter(include_in_schema=False)
Asking = Annotated[Visitor, Depends(needs(Right.REVEAL))]
Writing = Annotated[Visitor, Depends(needs(Right.REVEAL, writes=True))]
Deciding = Annotated[Visitor, Depends(needs(Right.APPROVE, writes=True))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
SAID = {
    "asked": "a second person has to approve it; you will find it here",
    "approved": "approved", "refused": "refused",
}  # fmt: skip


@router.get("/reveal")
def form(asking: Asking, token: Asked = "", alert: Asked = "") -> HTMLResponse:
    """Asks for the reason."""
    return _form(asking, token, alert)


def _form(
    asking: Visitor, token: str, alert: str, status: int = 200, error: str = "", **said: Any
) -> HTMLResponse:
    with asking.desk.store.reading() as session:
        matters = kept.matters(session, asking.user.actor)
    return page(asking, "reveal.html", status, token=token, alert=alert, matters=matters,
                error=error, shown=None, letters=LETTERS,
                given={"reason": "", "matter": "", **said})  # fmt: skip


@router.post("/reveal")
def ask(
    asking: Writing, token: Name, reason: Annotated[Text, Form()], alert: Name = "",
    matter: Name = "",
) -> Response:  # fmt: skip
    """Shows who it is, or asks a second person."""
    wish = Wish(KIND, token.strip(), "", reason.strip(), None, alert or None,
                matter or None)  # fmt: skip
    try:
        found = reveals.ask(asking, wish)
    except HTTPException as error:
        return _form(asking, token, alert, error.status_code, str(error.detail), reason=reason,
                     matter=matter)  # fmt: skip
    if isinstance(found, Shown):
        return _shown(asking, found)
    return RedirectResponse("/approvals?said=asked", 303)


@router.post("/reveal/{number}")
def use(asking: Writing, number: Number) -> HTMLResponse:
    """Shows what another approved, once."""
    try:
        return _shown(asking, reveals.use(asking, number))
    except HTTPException as error:
        return _waiting(asking, error.status_code, error=str(error.detail))


def _shown(asking: Visitor, shown: Shown) -> HTMLResponse:
    answer = page(asking, "reveal.html", shown=shown, error="", token=shown.token, alert="")
    # it leaves the screen by itself
    answer.headers["refresh"] = f"{round(SHOWN.total_seconds())}; url=/approvals"
    return answer


@router.get("/approvals")
def show(asking: Asking, said: str = "") -> HTMLResponse:
    """What waits for a second person, and what one asked for oneself."""
    return _waiting(asking, said=SAID.get(said, ""))


def _waiting(asking: Visitor, status: int = 200, **told: str) -> HTMLResponse:
    context = {"said": "", "error": "", **told}
    return page(asking, "approvals.html", status, waiting=waiting.for_me(asking),
                mine=waiting.mine(asking), kinds=KINDS, **context)  # fmt: skip


@router.post("/approvals/{number}")
def decide(
    asking: Deciding, number: Number, verdict: Annotated[Literal["approve", "refuse"], Form()],
    said: Name = "",
) -> Response:  # fmt: skip
    """Approves, or refuses."""
    try:
        one = waiting.decided(asking, number, approved=verdict == "approve", said=said)
    except HTTPException as error:
        return _waiting(asking, error.status_code, error=str(error.detail))
    return RedirectResponse(f"/approvals?said={one.state}", 303)
