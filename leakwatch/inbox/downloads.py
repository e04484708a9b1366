"""Case files and evidence bundles for visitors; raw logs only where a second person approved."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import HTTPException
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from leakwatch.errors import ConfigError
from leakwatch.inbox import matters
from leakwatch.inbox.carrying import BRANCH
from leakwatch.inbox.colleagues import may_close
from leakwatch.report import handing
from leakwatch.report.handing import BUNDLE, CASEFILE
from leakwatch.revealing import branch_of
from leakwatch.store import approvals, collected, matter_files
from leakwatch.store.approvals import Approval, Wish

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Visitor
    from leakwatch.store.collected import Request
    from leakwatch.store.matters import Writing

#: of approvals, and why it takes two
RAW, NAMES = "raw_logs", "raw logs"
ABSENT = "nothing of this number was asked for"
GROWN = "more was put in the matter since it was asked for: ask again"
TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf", ".zip": "application/zip",
}  # fmt: skip


def casefile(asking: Visitor, name: str, language: str, form: str) -> FileResponse:
    """The case file, as of now."""
    found = matters.found(asking, name).matter
    return _handed(asking, _ask(asking, found.id, CASEFILE, {"language": language}), f".{form}")


def bundle(asking: Visitor, name: str, request: int = 0) -> FileResponse:
    """The bundle without raw logs: as of now, or as an entry of the trail asked for it."""
    found = matters.found(asking, name).matter
    if not request:
        return _handed(asking, _ask(asking, found.id, BUNDLE, {}), ".zip")
    try:
        known = handing.again(asking.desk.store, found.id, request, BUNDLE)
    except ConfigError as error:
        raise HTTPException(404, "no entry of the trail asks for this bundle") from error
    if known.details.get("raw"):
        raise HTTPException(403, "raw logs are approved anew each time")
    return _handed(asking, known, ".zip")


def ask_raw(asking: Visitor, name: str, reason: str) -> Approval:
    """Asks a second person for a bundle with raw logs."""
    found = matters.found(asking, name).matter
    if not reason.strip():
        raise HTTPException(422, "a reason is missing")
    wish = Wish(RAW, found.id, NAMES, reason.strip(), matter=found.id)
    with asking.desk.store.writing() as session:
        since = matter_files.last_added(session, found.id)
        return approvals.ask(session, wish, asking.user.name, since=since)


def raw(asking: Visitor, name: str, number: int) -> FileResponse:
    """The bundle with raw logs that another approved, once."""
    found = matters.found(asking, name).matter
    with asking.desk.store.writing() as session:
        try:
            one = approvals.found(session, number)
        except ConfigError as error:
            raise HTTPException(404, ABSENT) from error
        if (one.asked_by, one.kind, one.whom) != (asking.user.name, RAW, found.id):
            raise HTTPException(404, ABSENT)
        if _grown(session, one):
            raise HTTPException(409, GROWN)
        try:
            one = approvals.use(session, number, asking.user.name, now=datetime.now(UTC))
        except ConfigError as error:
            raise HTTPException(409, error.what) from error
        told = {"what": BUNDLE, "raw": True, "reason": one.reason, "approval": one.id,
                "approved": one.decided_by}  # fmt: skip
        request = collected.ask(session, found.id, asking.user.name, told)
    return _handed(asking, request, ".zip")


def refuses(asking: Visitor, one: Approval) -> str:
    """Why a visitor may not approve it: he, or a colleague of his branch, is in the matter, or
    more is in it by now."""
    try:
        found = matters.found(asking, one.whom)
    except HTTPException as error:
        return str(error.detail)
    with asking.desk.store.reading() as session:
        if _grown(session, one):
            return GROWN
    if asking.user.branch is None:
        return ""
    close = (may_close(asking.user, actor, branch or branch_of(asking.desk.lookup, actor))
             for actor, branch in found.accounts.items())  # fmt: skip
    return "" if all(close) else BRANCH


def _grown(session: Writing, one: Approval) -> bool:
    """Whether the matter holds what nobody could see when its raw logs were asked for."""
    last = matter_files.last_added(session, one.whom)
    return last is not None and last > one.asked


def _ask(asking: Visitor, matter: str, what: str, details: dict[str, object]) -> Request:
    return handing.ask(asking.desk.store, matter, asking.user.name, what, details)


def _handed(asking: Visitor, request: Request, ending: str) -> FileResponse:
    """Makes the file and sends it; it is gone from our disk once it was sent."""
    # the response takes it along
    folder = tempfile.TemporaryDirectory(prefix="leakwatch-")
    name = f"{request.matter}-{request.details['what']}-{request.number}{ending}"
    place, desk = Path(folder.name, name), asking.desk
    try:
        handing.hand_out(desk.house, desk.lookup, request, place, who=asking.user.name)
    except ConfigError as error:
        folder.cleanup()
        # where it lies is nothing for a page
        raise HTTPException(409, error.what) from error
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(place, media_type=TYPES[ending], filename=name,
                        background=BackgroundTask(folder.cleanup))  # fmt: skip
