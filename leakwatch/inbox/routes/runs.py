"""Runs: how every job stands, its windows, and what was run; admins run, pause and go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from leakwatch.access import Right
from leakwatch.errors import ConfigError
from leakwatch.inbox.desk import Visitor, calls, needs, page
from leakwatch.inbox.words import Text, Written, begins
from leakwatch.schedule import asking as jobs
from leakwatch.schedule.jobs import NAMES, named
from leakwatch.schedule.keeper import SCHEDULER
from leakwatch.schedule.standing import Standing, standing
from leakwatch.store import leases, pauses, runs, windows

router = APIRouter()
Minding = Annotated[Visitor, Depends(needs(Right.MACHINE))]
Operating = Annotated[Visitor, Depends(needs(Right.OPERATE, writes=True))]
Calling = Annotated[Visitor, Depends(calls(Right.OPERATE))]
Before = Annotated[int, Query(ge=0, le=2**31 - 1)]
Day = Annotated[date, Form(ge=date(1990, 1, 1), le=date(9998, 12, 31))]
#: the longest range asked for again at once; that of a job whose last window covers the others
LONGEST, LONGEST_COVERED = timedelta(days=366), timedelta(days=31)
#: kept of a run for the next one, and of no interest to people
INNER = ("facts", "promise")


@dataclass(frozen=True)
class Job:
    """How a job stands: off, paused, idle, waiting, running, failing or overdue."""

    job: str
    schedule: str
    state: str
    next: datetime | None
    done: datetime | None
    waiting: int
    progress: dict[str, Any] | None
    error: str | None


@dataclass(frozen=True)
class Window:
    """One moment a job was due, and what became of it."""

    id: int
    job: str
    due: datetime
    asked_by: str
    state: str
    attempts: int
    began: datetime | None
    ended: datetime | None
    again: datetime | None
    progress: dict[str, Any] | None
    error: str | None


@dataclass(frozen=True)
class Run:
    """One run: under which settings, and what it did."""

    id: int
    job: str
    state: str
    started: datetime
    ended: datetime | None
    settings_hash: str
    window: int | None
    summary: dict[str, Any]


@dataclass(frozen=True)
class Leader:
    """The scheduler at work, if any."""

    holder: str
    seen: datetime


@dataclass(frozen=True)
class Runs:
    """Jobs, the windows of one of them, and the newest runs."""

    leader: Leader | None
    jobs: list[Job]
    windows: list[Window]
    runs: list[Run]


@dataclass(frozen=True)
class Answer:
    """What came of asking a job for something."""

    job: str
    said: str


@dataclass(frozen=True)
class Range:
    """Days of which every window shall be done again."""

    since: date
    until: date


@dataclass(frozen=True)
class Why:
    """A reason, for those who come after."""

    reason: Text


@router.get("/runs", include_in_schema=False)
def show(asking: Minding, job: str = "", before: Before = 0, said: str = "") -> HTMLResponse:
    """Jobs, windows, runs."""
    found = told(asking, _job(job) if job else "", before)
    return page(asking, "runs.html", found=found, job=job, said=SAID.get(said, ""))


@router.get("/api/v1/runs", tags=["machine"])
def everything(asking: Minding, job: str = "", before: Before = 0) -> Runs:
    """How every job stands, the windows of one, and fifty runs before a number."""
    return told(asking, _job(job) if job else "", before)


def told(asking: Visitor, job: str, before: int) -> Runs:
    """What there is to tell of jobs."""
    desk = asking.desk
    lease = leases.look(desk.store, SCHEDULER)
    leads = Leader(lease.holder, lease.seen) if lease and lease.holder else None
    stand = [_standing(one) for one in standing(desk.store, desk.settings, datetime.now(UTC))]
    mine = [_window(one) for one in windows.of_job(desk.store, job)] if job else []
    return Runs(leads, stand, mine, [_run(one) for one in runs.latest(desk.store, before=before)])


def _job(name: str) -> str:
    if name not in NAMES:
        raise HTTPException(404, "no such job")
    return name


def _standing(one: Standing) -> Job:
    return Job(one.job, one.schedule, one.state, one.next, one.done, one.waiting, one.progress,
               one.error)  # fmt: skip


def _window(one: windows.Window) -> Window:
    return Window(one.id, one.job, one.due, one.asked_by, one.state, one.attempts, one.began,
                  one.ended, one.again, one.progress, one.error)  # fmt: skip


def _run(one: runs.Run) -> Run:
    said = {name: value for name, value in one.summary.items() if name not in INNER}
    if promise := one.summary.get("promise"):
        said["promise"] = promise["said"]
    return Run(one.id, one.job, one.state, one.started, one.ended, one.settings_hash,
               one.window_id, said)  # fmt: skip


#: what was asked for → what is said of it on the page
SAID = {
    "asked": "it waits for the scheduler", "held": "it pauses: held until it goes on",
    "paused": "it pauses", "resumed": "it goes on", "same": "it was so already",
}  # fmt: skip


def run_now(asking: Visitor, job: str) -> str:
    """Lets a job be done now; a word of SAID."""
    desk = asking.desk
    with _refusing():
        jobs.ask(desk.store, desk.settings, _job(job), who=asking.user.name, now=datetime.now(UTC))
    return _waits(asking, job)


@contextmanager
def _refusing() -> Iterator[None]:
    """Says to whoever asks what the settings do not let be done."""
    try:
        yield
    except ConfigError as error:
        raise HTTPException(422, str(error)) from error


def _waits(asking: Visitor, job: str) -> str:
    return "held" if job in pauses.paused(asking.desk.store) else "asked"


def paused(asking: Visitor, job: str, reason: str) -> str:
    """Holds a job; a word of SAID."""
    paused = jobs.pause(asking.desk.store, _job(job), who=asking.user.name, reason=reason)
    return "paused" if paused else "same"


def resumed(asking: Visitor, job: str) -> str:
    """Lets a job go on; a word of SAID."""
    return "resumed" if jobs.resume(asking.desk.store, _job(job), who=asking.user.name) else "same"


def asked_again(asking: Visitor, job: str, since: date, until: date) -> str:
    """Lets a range of days be done again; a word of SAID."""
    longest = LONGEST if named(_job(job)).each else LONGEST_COVERED
    if not timedelta(0) <= until - since <= longest:
        raise HTTPException(422, f"a range of 1 to {longest.days} days, the first day first")
    desk, second = asking.desk, timedelta(seconds=1)
    first, last = begins(since, asking.zone), begins(until, asking.zone, after=1)
    with _refusing():
        added, _ = jobs.backfill(desk.store, desk.settings, job, first - second, last - second,
                                 who=asking.user.name, now=datetime.now(UTC))  # fmt: skip
    return _waits(asking, job) if added else "same"


def _back(job: str, said: str) -> RedirectResponse:
    return RedirectResponse(f"/runs?job={job}&said={said}", 303)


@router.post("/runs/{job}/now", include_in_schema=False)
def now(asking: Operating, job: str) -> RedirectResponse:
    """Lets a job be done now."""
    return _back(job, run_now(asking, job))


@router.post("/runs/{job}/pause", include_in_schema=False)
def pause(asking: Operating, job: str, reason: Written) -> RedirectResponse:
    """Holds a job."""
    return _back(job, paused(asking, job, reason))


@router.post("/runs/{job}/resume", include_in_schema=False)
def resume(asking: Operating, job: str) -> RedirectResponse:
    """Lets a job go on."""
    return _back(job, resumed(asking, job))


@router.post("/runs/{job}/again", include_in_schema=False)
def again(asking: Operating, job: str, since: Day, until: Day) -> RedirectResponse:
    """Lets a range of days be done again."""
    return _back(job, asked_again(asking, job, since, until))
