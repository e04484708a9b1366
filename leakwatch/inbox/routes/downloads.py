"""What leaves the house about a matter: its case file and its evidence bundle, by link and form."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse, RedirectResponse, Response

from leakwatch.access import Right
from leakwatch.inbox import downloads
from leakwatch.inbox.desk import Visitor, needs
from leakwatch.inbox.words import Written

router = APIRouter(prefix="/matters/{matter}", include_in_schema=False)
Seeing = Annotated[Visitor, Depends(needs(Right.INVESTIGATE))]
Raw = Annotated[Visitor, Depends(needs(Right.REVEAL, writes=True))]
Language = Literal["", "en", "zh"]
Form = Literal["docx", "pdf"]
#: of the trail, or of approvals; none is 0
Entry = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/casefile.{form}")
def casefile(matter: str, form: Form, asking: Seeing, language: Language = "") -> FileResponse:
    """The case file; on the trail."""
    said = language or asking.user.language or ""
    return downloads.casefile(asking, matter, said, form)


@router.get("/bundle.zip")
def bundle(matter: str, asking: Seeing, request: Entry = 0) -> FileResponse:
    """The bundle without raw logs; on the trail."""
    return downloads.bundle(asking, matter, request)


@router.post("/bundle/raw")
def ask_raw(matter: str, asking: Raw, reason: Written) -> Response:
    """Asks a second person for one with raw logs."""
    downloads.ask_raw(asking, matter, reason)
    return RedirectResponse("/approvals?said=asked", 303)


@router.post("/bundle/raw/{number}")
def raw(matter: str, number: int, asking: Raw) -> FileResponse:
    """One with raw logs, once it was approved; once."""
    return downloads.raw(asking, matter, number)
