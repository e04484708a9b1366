"""Case files and evidence bundles for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from fastapi.responses import FileResponse

from leakwatch.access import Right
from leakwatch.inbox import downloads, waiting
from leakwatch.inbox.desk import Visitor, calls
from leakwatch.inbox.routes.downloads import Entry, Form, Language, Seeing
from leakwatch.inbox.waiting import Line as Waiting
from leakwatch.inbox.words import Text

router = APIRouter(prefix="/api/v1/matters/{matter}", tags=["matters"])
Calling = Annotated[Visitor, Depends(calls(Right.REVEAL))]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@dataclass(frozen=True)
class Wanted:
    """Why raw logs have to be in it."""

    reason: Text


def _file(*endings: str) -> dict[int | str, dict[str, Any]]:
    """What an answer holds, for the schema."""
    bytes_ = {"schema": {"type": "string", "format": "binary"}}
    return {200: {"content": {downloads.TYPES[ending]: bytes_ for ending in endings}}}


@router.get("/casefile", response_class=FileResponse, responses=_file(".docx", ".pdf"))
def casefile(
    matter: str, asking: Seeing, form: Form = "docx", language: Language = ""
) -> FileResponse:
    """The case file, with tokens only; on the trail."""
    return downloads.casefile(asking, matter, language or asking.user.language or "", form)


@router.get("/bundle", response_class=FileResponse, responses=_file(".zip"))
def bundle(matter: str, asking: Seeing, request: Entry = 0) -> FileResponse:
    """The evidence bundle without raw logs; `request` makes again what an entry of the trail asked
    for."""
    return downloads.bundle(asking, matter, request)


@router.post("/bundle/raw", status_code=201)
def ask_raw(matter: str, asking: Calling, wanted: Wanted) -> Waiting:
    """Asks a second person for a bundle with raw logs, which name people in plain."""
    return waiting.line(asking, downloads.ask_raw(asking, matter, wanted.reason))


@router.post("/bundle/raw/{number}", response_class=FileResponse, responses=_file(".zip"))
def raw(matter: str, asking: Calling, number: Number) -> FileResponse:
    """The bundle that was approved, once."""
    return downloads.raw(asking, matter, number)
