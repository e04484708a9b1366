"""Trail: who did what, for auditors; whether somebody touched it; all of it in a file."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi.responses import FileResponse, HTMLResponse
from starlette.background import BackgroundTask

from leakwatch import export
from leakwatch.access import Right
from leakwatch.inbox.desk import Visitor, calls, needs, page
from leakwatch.inbox.machine import AtMachine, Machine
from leakwatch.inbox.words import Asked, Day, Name, begins, link
from leakwatch.store import checking, entries, trail
from leakwatch.store.chain import Head
from leakwatch.store.entries import Sought
from leakwatch.store.trail import Deed

router = APIRouter()
Auditing = Annotated[Visitor, Depends(needs(Right.TRAIL))]
Writing = Annotated[Visitor, Depends(needs(Right.TRAIL, writes=True))]
Calling = Annotated[Visitor, Depends(calls(Right.TRAIL))]
#: a hash of so many digits is not met by trying
WRITTEN = re.compile(r"(\d{1,18}):([0-9a-f]{32,64})", re.ASCII)
THEIRS = "the head given"
KINDS = {".csv": "text/csv; charset=utf-8", ".jsonl": "application/x-ndjson"}


@dataclass(frozen=True)
class Entry:
    """One thing somebody did; `hash` covers it and the entry before."""

    number: int
    at: datetime
    who: str
    what: str
    whom: str
    details: dict[str, Any]
    hash: str


@dataclass(frozen=True)
class Trail:
    """Entries from the newest; `before` is the number to ask for more with, 0 at the end."""

    head: str
    entries: list[Entry]
    before: int


@dataclass(frozen=True)
class Flaw:
    """What was done to the entries `first` to `last`."""

    how: str
    said: str
    first: int | None
    last: int | None


@dataclass(frozen=True)
class Verified:
    """What reading all of it found; keep the head elsewhere, and give it the next time."""

    entries: int
    head: str
    whole: bool
    flaws: list[Flaw]


@dataclass(frozen=True)
class Wanted:
    """Which entries; empty words want all."""

    who: str = ""
    what: str = ""
    whom: str = ""
    since: date | None = None
    until: date | None = None
    before: int = 0

    def link(self, **changes: object) -> str:
        """The address of others."""
        return link("/trail", **asdict(replace(self, before=0)) | changes)


def wanted(
    who: Asked = "", what: Asked = "", whom: Asked = "", since: Day = None, until: Day = None,
    before: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> Wanted:  # fmt: skip
    """What the address asks for."""
    return Wanted(who.strip(), what, whom.strip(), since, until, before)


Wanting = Annotated[Wanted, Depends(wanted)]


@router.get("/trail", include_in_schema=False)
def show(asking: Auditing, asked: Wanting) -> HTMLResponse:
    """The newest entries."""
    return shown(asking, asked)


def shown(
    asking: Visitor, asked: Wanted, status: int = 200, verified: Verified | None = None,
    error: str = "",
) -> HTMLResponse:  # fmt: skip
    """The page, with what verifying found."""
    return page(asking, "trail.html", status, found=told(asking, asked), asked=asked,
                verified=verified, error=error, deeds=sorted(Deed), json=_compact,
                second=lambda at: f"{at.astimezone(asking.zone):%Y-%m-%d %H:%M:%S}")  # fmt: skip


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


@router.get("/api/v1/trail", tags=["trail"])
def read(asking: Auditing, asked: Wanting) -> Trail:
    """A hundred entries, the newest first; days are those of the user's zone."""
    return told(asking, asked)


def told(asking: Visitor, asked: Wanted) -> Trail:
    """The entries wanted."""
    since = begins(asked.since, asking.zone) if asked.since else None
    until = begins(asked.until, asking.zone, after=1) if asked.until else None
    sought = Sought(asked.who, asked.what, asked.whom, since, until, asked.before)
    with asking.desk.store.reading() as session:
        rows = entries.page(session, sought)
        head = trail.head(session)
    more = rows[-1].number if len(rows) == entries.PAGE else 0
    return Trail(str(head), [_entry(row) for row in rows], more)


def _entry(row: trail.Entry) -> Entry:
    try:
        details = json.loads(row.details)
    except ValueError:
        # whoever touched it left no JSON
        details = {"?": row.details}
    try:
        at = datetime.fromisoformat(row.at)
    except ValueError:
        at = datetime.fromtimestamp(0, UTC)
    said = details if isinstance(details, dict) else {"?": row.details}
    return Entry(row.number, at, row.who, row.what, row.whom, said, row.hash)


def verified(asking: Visitor, machine: Machine, head: str) -> Verified:
    """Reads all of it; one at a time, for that takes a while."""
    said = WRITTEN.fullmatch(head.strip().lower())
    if head.strip() and said is None:
        raise HTTPException(422, "no head: NUMBER:HASH, 32 digits of the hash or more")
    known = {THEIRS: Head(int(said[1]), said[2])} if said else {}
    if not machine.verifying.acquire(blocking=False):
        raise HTTPException(503, "somebody has it verified just now: wait a moment")
    try:
        found = checking.checked(asking.desk.store, known)
    finally:
        machine.verifying.release()
    flaws = [Flaw(str(one.how), one.said, one.first, one.last) for one in found.flaws]
    return Verified(found.entries, str(found.head), not flaws, flaws)


@router.post("/trail/verify", include_in_schema=False)
def verify(asking: Writing, machine: AtMachine, head: Name = "") -> HTMLResponse:
    """Whether somebody touched it."""
    try:
        found = verified(asking, machine, head)
    except HTTPException as error:
        return shown(asking, Wanted(), error.status_code, error=str(error.detail))
    return shown(asking, Wanted(), verified=found)


@router.post("/api/v1/trail/verify", tags=["trail"])
def verify_told(asking: Calling, machine: AtMachine, head: Asked = "") -> Verified:
    """Reads the whole trail: what was edited, removed, moved or cut off; `head` is one kept."""
    return verified(asking, machine, head)


@router.post("/trail/export", include_in_schema=False)
def exported(asking: Writing, kind: Annotated[Literal["csv", "jsonl"], Form()]) -> FileResponse:
    """All of it in a file, which `leakwatch verify FILE` checks."""
    return _file(asking, f".{kind}")


@router.post("/api/v1/trail/export", tags=["trail"], response_class=FileResponse)
def exported_told(asking: Calling, kind: Literal["csv", "jsonl"] = "jsonl") -> FileResponse:
    """All of it in a file, which `leakwatch verify FILE` checks; that it was is on the trail."""
    return _file(asking, f".{kind}")


def _file(asking: Visitor, ending: str) -> FileResponse:
    # it goes when it is sent; nobody else may read it meanwhile
    folder = tempfile.TemporaryDirectory(prefix="leakwatch-")
    place = Path(folder.name) / f"trail-{datetime.now(UTC):%Y%m%dT%H%M%SZ}{ending}"
    house = asking.desk.house
    export.export("trail", place, house.lake, house.store, who=asking.user.name)
    return FileResponse(place, filename=place.name, media_type=KINDS[ending],
                        background=BackgroundTask(folder.cleanup))  # fmt: skip
