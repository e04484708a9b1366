"""How every job stands: when it is due, when it was last done, what is in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from leakwatch.schedule.jobs import JOBS, Job
from leakwatch.store import news, pauses, windows

if TYPE_CHECKING:
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.windows import Window


@dataclass(frozen=True)
class Standing:
    """One job; `state` is off, paused, idle, waiting, running, failing or overdue.

    `trouble` is failing or overdue, also of one that runs, `since` the first moment missed: what
    people are told of as well (see notify).
    """

    job: str
    schedule: str
    state: str
    next: datetime | None
    done: datetime | None
    waiting: int
    progress: dict[str, Any] | None
    error: str | None
    trouble: str = ""
    since: datetime | None = None


def standing(
    store: Store, settings: Settings, now: datetime, table: Iterable[Job] = JOBS
) -> Iterator[Standing]:
    """Every job, in the order in which they are done."""
    away, open_windows = pauses.paused(store), windows.open_windows(store)
    with store.reading() as session:
        late = news.overdue(session, now - timedelta(minutes=settings.notify.overdue_minutes))
        failing = news.failing(session)
    for job in table:
        cron = job.cron(settings)
        mine = [one for one in open_windows if one.job == job.name]
        ended = windows.last_done(store, job.name)
        trouble = "failing" if job.name in failing else "overdue" if job.name in late else ""
        yield Standing(
            job=job.name, schedule=cron.line if cron else "",
            state=_state(job.name in away, cron is None, mine, trouble),
            next=cron.next(now) if cron else None, done=ended.due if ended else None,
            waiting=len(mine), progress=_progress(mine, ended),
            error=next((one.error for one in mine if one.error), None), trouble=trouble,
            since=failing.get(job.name) or late.get(job.name),
        )  # fmt: skip


def _state(paused: bool, off: bool, mine: list[Window], trouble: str) -> str:
    if any(one.state == "running" for one in mine):
        return "running"
    if paused:
        return "paused"
    if mine:
        return trouble or "waiting"
    return "off" if off else "idle"


def _progress(mine: list[Window], ended: Window | None) -> dict[str, Any] | None:
    """How far the running one is, or what the last one did."""
    running = [one.progress for one in mine if one.state == "running"]
    return running[0] if running else (ended.progress if ended else None)
