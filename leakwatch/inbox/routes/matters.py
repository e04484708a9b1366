"""Matters: the list, what is late first, and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from leakwatch.access import Right
from leakwatch.inbox import matter_deeds
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.matter_orders import New
from leakwatch.inbox.matters import now
from leakwatch.inbox.words import Name, link
from leakwatch.store import matter_files, matter_lists
from leakwatch.store.closing import OUTCOMES
from leakwatch.store.matter_lists import PAGE, SORTS, STATUSES, Wanted

if TYPE_CHECKING:
    from leakwatch.store.matters import Matter

router = APIRouter(include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.INVESTIGATE))]
Writing = Annotated[Visitor, Depends(needs(Right.INVESTIGATE, writes=True))]
LONGEST, LAST_PAGE = 200, 10**6
#: in the order of the choice, as people read them
SHOWN = {
    "open": "open", "proposed": "proposed to be closed", "closed": "closed", "any": "any status",
}  # fmt: skip


def wanted(given: Mapping[str, str], asking: Visitor) -> Wanted:
    """What an address asks for; what cannot be understood is left out."""
    status, sort = given.get("status", ""), given.get("sort", "")
    number, owner = given.get("page", ""), _word(given.get("owner", ""))
    return Wanted(
        status if status in STATUSES else Wanted.status,
        asking.user.name if owner == "me" else owner,
        given.get("late") in ("1", "True"),
        _word(given.get("item", "")), _word(given.get("text", "")),
        sort if sort.removeprefix("-") in SORTS else Wanted.sort,
        min(max(int(number), 1), LAST_PAGE) if number.isdecimal() and len(number) < 9 else 1,
        asking.user.actor,
    )  # fmt: skip


def _word(said: str) -> str:
    said = said.strip()
    return said if len(said) <= LONGEST and "\0" not in said else ""


def address(asked: Wanted, **changes: object) -> str:
    """The address of a list, changed in some fields."""
    told = asdict(asked) | ({} if "page" in changes else {"page": 1}) | changes
    usual = Wanted()
    kept = {one.name: told[one.name] for one in fields(usual) if one.name != "besides"}
    return link("/matters", **{name: said for name, said in kept.items()
                               if said != getattr(usual, name)})  # fmt: skip


@router.get("/matters")
def listed(request: Request, asking: Seeing) -> HTMLResponse:
    """The matters that an address asks for."""
    return _listed(asking, wanted(request.query_params, asking))


def _listed(asking: Visitor, asked: Wanted, status: int = 200, wrong: str = "") -> HTMLResponse:
    with asking.desk.store.reading() as session:
        found = matter_lists.page(session, asked, now(asking))
    return page(
        asking, "matters.html", status, asked=asked, found=found, wrong=wrong, statuses=SHOWN,
        outcomes=OUTCOMES, pages=-(-found.count // PAGE),
        link=lambda **changes: address(asked, **changes),
    )  # fmt: skip


@router.post("/matters")
def begin(asking: Writing, title: Name = "", item: Name = "") -> Response:
    """Opens a matter, over an alert or a ring where one is given, and shows it."""
    try:
        made = matter_deeds.opened(asking, New(title=title, items=[item] if item else []))
    except ValidationError:
        return _listed(asking, Wanted(besides=asking.user.actor), 422, "a title is missing")
    except LookupError as error:
        raise HTTPException(404, "there is no such alert and no such ring") from error
    return RedirectResponse(f"/matters/{made}", 303)


def open_ones(asking: Visitor) -> list[Matter]:
    """The matters that the visitor can put something in; none without the right."""
    if not asking.may(Right.INVESTIGATE):
        return []
    with asking.desk.store.reading() as session:
        return matter_files.open_ones(session, asking.user.actor)
