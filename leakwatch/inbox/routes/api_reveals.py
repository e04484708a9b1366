"""Revealing, and second approvals, through the API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import StringConstraints

from leakwatch.access import Right
from leakwatch.disclosing import KIND, Shown
from leakwatch.inbox import reveals, waiting
from leakwatch.inbox.desk import Visitor, calls
from leakwatch.inbox.routes.revealing import Asking, Number
from leakwatch.inbox.waiting import Line as Waiting
from leakwatch.inbox.words import Line, Text
from leakwatch.store.approvals import Wish
from leakwatch.tokens import TOKEN

router = APIRouter(prefix="/api/v1", tags=["reveal"])
Calling = Annotated[Visitor, Depends(calls(Right.REVEAL))]
Deciding = Annotated[Visitor, Depends(calls(Right.APPROVE))]
Token = Annotated[str, StringConstraints(pattern=TOKEN.pattern, max_length=32)]


@dataclass(frozen=True)
class Wanted:
    """A token, and why it has to be known; an alert or a matter that it is for."""

    token: Token
    reason: Text
    alert: Line = ""
    matter: Line = ""


@dataclass(frozen=True)
class Revealed:
    """What a token stands for, or what waits for a second person."""

    value: str | None
    field: str | None
    until: datetime | None
    waiting: Waiting | None


@dataclass(frozen=True)
class Verdict:
    """What a second person says."""

    approve: bool
    said: Line = ""


@dataclass(frozen=True)
class Approvals:
    """What waits for the user, and what he asked for himself."""

    waiting: list[Waiting]
    mine: list[Waiting]


@router.post("/reveals")
def ask(asking: Calling, wanted: Wanted) -> Revealed:
    """Who a token is; for an account or a minor, `waiting` is what a second person decides."""
    wish = Wish(KIND, wanted.token, "", wanted.reason.strip(), None, wanted.alert or None,
                wanted.matter or None)  # fmt: skip
    found = reveals.ask(asking, wish)
    if isinstance(found, Shown):
        return _shown(found)
    return Revealed(None, None, None, waiting.line(asking, found))


@router.post("/reveals/{number}")
def use(asking: Calling, number: Number) -> Revealed:
    """What was approved, once."""
    return _shown(reveals.use(asking, number))


def _shown(found: Shown) -> Revealed:
    return Revealed(found.value, found.field, found.until, None)


@router.get("/approvals")
def everything(asking: Asking) -> Approvals:
    """What waits for a second person, and what one asked for."""
    return Approvals(waiting.for_me(asking), waiting.mine(asking))


@router.post("/approvals/{number}")
def decide(asking: Deciding, number: Number, verdict: Verdict) -> Waiting:
    """Approves, or refuses."""
    return waiting.decided(asking, number, approved=verdict.approve, said=verdict.said)
