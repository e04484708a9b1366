"""Feeds: whether the logs still come, whole and as they came before; for admins, health above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from leakwatch.access import Right
from leakwatch.errors import LeakwatchError, SourceError
from leakwatch.health.check import Check, failed
from leakwatch.inbox.desk import Visitor, needs, page
from leakwatch.inbox.machine import AtMachine, Machine
from leakwatch.inbox.troubles import trouble

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings

router = APIRouter()
Minding = Annotated[Visitor, Depends(needs(Right.MACHINE))]
Operating = Annotated[Visitor, Depends(needs(Right.OPERATE))]
WORDS = ("source", "org", "connector", "file", "every", "trouble", "gaps", "drops", "lost")
#: a look at the health, and at who fell silent, is kept for so long
HEALTH_SECONDS, SILENT_SECONDS = 30.0, 900.0
#: the page waits no longer for who fell silent, and says so
PATIENCE_SECONDS = 1.0


@dataclass(frozen=True)
class Feed:
    """One source: when it last spoke, how often it does, and what is wrong with it.

    `gaps` and `drops` name the newest, on the source's own wall; so does `silent_since`, for a
    source that says nothing as of today: what else is said is as of the newest event of all.
    """

    source: str
    org: str
    connector: str
    last: datetime | None
    file: str
    events: int
    every: str
    silent_hours: float | None
    trouble: str
    gaps: str
    drops: str
    holes: int
    lost: str
    wiped: int
    silent_since: str


@dataclass(frozen=True)
class Feeds:
    """Every source, the troubled first, and how many those are.

    `silent_counted` is false where nobody knows yet who says nothing as of today.
    """

    feeds: list[Feed]
    troubled: int
    silent_counted: bool


@dataclass(frozen=True)
class Health:
    """What was looked at, and how it stands."""

    well: bool
    checks: list[Check]


@router.get("/feeds", include_in_schema=False)
def show(asking: Minding, machine: AtMachine) -> HTMLResponse:
    """The table of feeds."""
    return page(asking, "feeds.html", found=told(machine, asking.desk.settings),
                trouble=partial(trouble, say=asking.say))  # fmt: skip


@router.get("/feeds/health", include_in_schema=False)
def health(asking: Operating, machine: AtMachine) -> HTMLResponse:
    """How the machine is; a part of a page, or one by itself."""
    return page(asking, "health.html", found=looked(machine),
                trouble=partial(trouble, say=asking.say))  # fmt: skip


@router.get("/api/v1/feeds", tags=["machine"])
def feeds(asking: Minding, machine: AtMachine) -> Feeds:
    """Every source of logs, and what is wrong with it."""
    return told(machine, asking.desk.settings)


@router.get("/api/v1/health", tags=["machine"])
def health_told(_asking: Operating, machine: AtMachine) -> Health:
    """Everything there is to look at: store, lake, key, disk, scheduler, jobs, feeds, trail."""
    return looked(machine)


def told(machine: Machine, settings: Settings) -> Feeds:
    """The feeds as the last run left them; a source that never spoke is there too."""
    rows = machine.kept("feeds", "feeds", _rows)
    names = {row["source"] for row in rows}
    silent = _fell_silent(machine, settings)
    ours = settings.organisation
    never = [
        {"source": name, "org": one.org or ours.name, "connector": one.connector or name,
         "trouble": "no event yet"}
        for name, one in sorted(settings.sources.items()) if name not in names
    ]  # fmt: skip
    found = [_feed(row, (silent or {}).get(row["source"], "")) for row in [*rows, *never]]
    troubled = {one.source for one in found if one.trouble or one.silent_since}
    # the troubled first
    found.sort(key=lambda one: (one.source not in troubled, one.source))
    return Feeds(found, len(troubled), silent is not None)


def looked(machine: Machine) -> Health:
    """All checks; that looking broke off is one that failed."""
    try:
        checks = machine.fresh("health", HEALTH_SECONDS, machine.health)
    except LeakwatchError as error:
        checks = [failed("looking", error)]
    return Health(all(check.ok for check in checks), checks)


def _rows(lake: Lake) -> list[dict[str, Any]]:
    from leakwatch.feeds.table import FEEDS

    return lake.engine.arrow(lake.read("feeds", FEEDS)).to_pylist()


def _fell_silent(machine: Machine, settings: Settings) -> dict[str, str] | None:
    """Source → since when it says nothing; None while that is still being counted."""

    def ask() -> dict[str, str]:
        return machine.aside(lambda lake: _silent(lake, settings))

    try:
        return machine.fresh("silent", SILENT_SECONDS, ask, PATIENCE_SECONDS)
    except SourceError:
        return None


def _silent(lake: Lake, settings: Settings) -> dict[str, str]:
    from leakwatch.feeds.silent import silent

    return silent(lake, settings, datetime.now(UTC))


def _feed(row: dict[str, Any], silent_since: str) -> Feed:
    last = row.get("last")
    words = {name: row.get(name) or "" for name in WORDS}
    return Feed(
        **words, last=last.astimezone(UTC) if last else None, events=row.get("events") or 0,
        silent_hours=row.get("silent_hours"), holes=row.get("holes") or 0,
        wiped=row.get("wiped") or 0, silent_since=silent_since,
    )  # fmt: skip
