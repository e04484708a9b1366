"""Hands out a file of a matter: asked for on the trail, made, and told by its digest before it is
there."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.errors import ConfigError
from leakwatch.readers.opening import HASHED
from leakwatch.report.bundle import Bundle
from leakwatch.report.case import Given, case
from leakwatch.report.casefile import casefile
from leakwatch.report.print import pdf
from leakwatch.report.word import docx
from leakwatch.store import collected, matters, trail
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from datetime import datetime

    from leakwatch.lookup import Lookup
    from leakwatch.store import Store
    from leakwatch.store.collected import Request

#: what is made of a matter, by the ending of its file
CASEFILE, BUNDLE = "casefile", "bundle"
PAPERS = {".docx": docx, ".pdf": pdf}
KINDS = {CASEFILE: tuple(PAPERS), BUNDLE: (".zip",)}
LISTED = "`leakwatch hold` says the name of a matter"


@dataclass(frozen=True)
class Handed:
    """What was handed out: the entry of the trail that asked for it, its size and digest."""

    request: int
    size: int
    digest: str


def ask(
    store: Store, matter: str, who: str, what: str, details: Mapping[str, Any] | None = None, *,
    now: datetime | None = None,
) -> Request:  # fmt: skip
    """Notes that a file is asked for; ConfigError where there is no such matter."""
    with store.writing() as session:
        _known(session, matter)
        told = {name: value for name, value in (details or {}).items() if value}
        return collected.ask(session, matter, who, {"what": what, **told}, now=now)


def again(store: Store, matter: str, number: int, what: str) -> Request:
    """What an entry of the trail asked for; ConfigError where that was something else."""
    with store.reading() as session:
        _known(session, matter)
        found = collected.asked(session, number)
    if found is None or found.matter != matter or found.details.get("what") != what:
        raise ConfigError(f"entry {number} of the trail asks for no {what} of {matter}",
                          where=matter, hint="leave it out: it is asked for anew")  # fmt: skip
    return found


def _known(session: Any, matter: str) -> None:
    try:
        matters.named(session, matter)
    except LookupError as error:
        raise ConfigError(str(error), where=matter, hint=LISTED) from error


def hand_out(given: Given, lookup: Lookup, request: Request, place: Path, *, who: str) -> Handed:
    """Makes the file that was asked for; it has its name only once the trail tells of it."""
    what = str(request.details["what"])
    if place.suffix not in KINDS[what]:
        raise ConfigError(f"cannot write {place.suffix or 'a file without ending'}",
                          where=str(place), hint=f"one of {', '.join(KINDS[what])}")  # fmt: skip
    with _draft(place) as draft:
        _make(given, lookup, request, draft)
        handed = _handed(request, draft)
        told = {"what": what, "request": request.number, "sha256": handed.digest,
                "bytes": handed.size, "raw": bool(request.details.get("raw"))}  # fmt: skip
        with given.store.writing() as session:
            trail.note(session, who, Deed.EXPORTED, request.matter, told)
        draft.replace(place)
    return handed


def _make(given: Given, lookup: Lookup, request: Request, draft: Path) -> None:
    told = case(given, lookup, request, str(request.details.get("language", "")))
    if request.details["what"] == CASEFILE:
        draft.write_bytes(PAPERS[draft.suffix](casefile(told)))
        return
    with draft.open("w+b") as file:
        Bundle(given, lookup, told, file).write()


@contextmanager
def _draft(place: Path) -> Iterator[Path]:
    """A file beside the place, which goes unless it got its name; ConfigError where none can be."""
    draft = place.with_name(f".{secrets.token_hex(4)}{place.suffix}")
    try:
        yield draft
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=str(place)) from error
    finally:
        draft.unlink(missing_ok=True)


def _handed(request: Request, draft: Path) -> Handed:
    digest, size = hashlib.sha256(), 0
    with draft.open("rb") as file:
        while piece := file.read(HASHED):
            digest.update(piece)
            size += len(piece)
    return Handed(request.number, size, digest.hexdigest())
