"""Saved filters: a name for what stands in the address bar, one's own or shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, StringConstraints

from leakwatch.access import Right
from leakwatch.inbox.asked import address
from leakwatch.inbox.carrying import filtered
from leakwatch.inbox.desk import Visitor, calls, needs
from leakwatch.inbox.words import PLAIN
from leakwatch.store import filters

router = APIRouter()
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
Working = Annotated[Visitor, Depends(needs(Right.TRIAGE, writes=True))]
Calling = Annotated[Visitor, Depends(calls(Right.TRIAGE))]
Called = StringConstraints(min_length=1, max_length=128, pattern=PLAIN, strip_whitespace=True)
Query = StringConstraints(max_length=2000, pattern=PLAIN)
NOT_HIS = "this filter does not exist, or is another's"


class Asked(BaseModel):
    """A filter to keep: what stands in the address of the list after `?`."""

    name: Annotated[str, Called]
    query: Annotated[str, Query]
    shared: bool = False


@dataclass(frozen=True)
class Saved:
    """A filter kept."""

    id: int
    name: str
    owner: str
    query: str
    shared: bool


@router.post("/filters", include_in_schema=False)
def save(
    asking: Working, name: Annotated[str, Called, Form()],
    query: Annotated[str, Query, Form()] = "", shared: Annotated[bool, Form()] = False,
) -> RedirectResponse:  # fmt: skip
    """Keeps what the list shows, and shows it again."""
    return RedirectResponse(_kept(asking, Asked(name=name, query=query, shared=shared)), 303)


@router.post("/filters/{number}/drop", include_in_schema=False)
def drop(asking: Working, number: int) -> RedirectResponse:
    """Forgets one's own filter."""
    forget(asking, number)
    return RedirectResponse("/", 303)


@router.get("/api/v1/filters", tags=["alerts"])
def kept(asking: Seeing) -> list[Saved]:
    """One's own filters, and those that others share."""
    return [Saved(one.id, one.name, one.owner, one.query, one.shared)
            for one in filters.of(asking.desk.store, asking.user.name)]  # fmt: skip


@router.post("/api/v1/filters", tags=["alerts"], status_code=204)
def keep(asking: Calling, asked: Asked) -> None:
    """Keeps a filter, in place of one's other of this name."""
    _kept(asking, asked)


@router.delete("/api/v1/filters/{number}", tags=["alerts"], status_code=204)
def forget(asking: Calling, number: int) -> None:
    """Forgets one's own filter."""
    if not 0 < number < 2**31 or not filters.drop(asking.desk.store, asking.user.name, number):
        raise HTTPException(404, NOT_HIS)


def _kept(asking: Visitor, asked: Asked) -> str:
    """The address of the list it keeps; as the list writes it, so that it holds nothing else."""
    there = address(filtered(asking.user, asked.query))
    filters.save(asking.desk.store, asking.user.name, asked.name, there.partition("?")[2],
                 shared=asked.shared)  # fmt: skip
    return there
