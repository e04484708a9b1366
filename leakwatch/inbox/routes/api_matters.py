"""Matters for programs: the list, one whole, and all that can be done to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, UploadFile
from fastapi.responses import Response

from leakwatch.access import Right
from leakwatch.inbox import matter_deeds, matters, proving
from leakwatch.inbox.desk import Visitor, calls, needs
from leakwatch.inbox.matter_orders import Approval, New, Order
from leakwatch.inbox.matter_parts import Told
from leakwatch.inbox.routes.matter import kept
from leakwatch.inbox.seen import viewed
from leakwatch.inbox.words import Asked, Number
from leakwatch.store import matter_lists
from leakwatch.store.matter_lists import Page

router = APIRouter(prefix="/api/v1/matters", tags=["matters"])
Seeing = Annotated[Visitor, Depends(needs(Right.INVESTIGATE))]
Calling = Annotated[Visitor, Depends(calls(Right.INVESTIGATE))]
Approving = Annotated[Visitor, Depends(calls(Right.APPROVE))]
Status = Literal["open", "proposed", "closed", "any"]
Sort = Annotated[str, Query(pattern="^(late|-?(number|opened|due|owner))$")]
FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


@dataclass(frozen=True)
class Kept:
    """A file that was kept, by its digest."""

    sha256: str


@router.get("")
def listed(
    asking: Seeing, status: Status = "open", owner: Asked = "", late: bool = False,
    item: Asked = "", text: Asked = "", sort: Sort = "late", page: Number = 1,
) -> Page:  # fmt: skip
    """The matters, a page of 50 at a time; `late` are those with something past its day."""
    asked = matter_lists.Wanted(status, owner, late, item, text.strip(), sort, page,
                                asking.user.actor)  # fmt: skip
    with asking.desk.store.reading() as session:
        return matter_lists.page(session, asked, matters.now(asking))


@router.post("", status_code=201)
def begin(asking: Calling, new: New) -> Told:
    """Opens a matter over alerts and rings."""
    try:
        made = matter_deeds.opened(asking, new)
    except LookupError as error:
        raise HTTPException(404, str(error.args[0])) from error
    return matters.told(asking, matters.found(asking, made))


@router.get("/{matter}")
def one(matter: str, asking: Seeing) -> Told:
    """One matter, whole; on the trail."""
    seen = matters.found(asking, matter)
    viewed(asking, seen.matter.id, page="matter")
    return matters.told(asking, seen)


@router.post("/{matter}/actions")
def act(matter: str, asking: Calling, order: Order) -> Told:
    """Does one thing to a matter; the matter as it is then."""
    matter_deeds.carried(asking, matter, order)
    return matters.told(asking, matters.found(asking, matter))


@router.post("/{matter}/approvals")
def approve(matter: str, asking: Approving, order: Approval) -> Told:
    """Closes as another person proposed, or sends it back."""
    matter_deeds.carried(asking, matter, order)
    return matters.told(asking, matters.found(asking, matter))


@router.post("/{matter}/measures/{number}/proofs", status_code=201)
def prove(matter: str, number: int, asking: Calling, file: UploadFile) -> Kept:
    """Puts a file of at most 10 MiB with a measure."""
    if not 0 < number < 2**31:
        raise HTTPException(404, "there is no such measure")
    return Kept(proving.taken(asking, matter, number, file.filename or "", file.file))


@router.get("/{matter}/proofs/{number}", response_class=Response, responses=FILE)
def proof(matter: str, number: int, asking: Seeing) -> Response:
    """The file of a measure; on the trail."""
    if not 0 < number < 2**31:
        raise HTTPException(404, "there is no such file")
    return kept(asking, matter, number)
