"""One window's work, in a process of its own: what it breaks, and the memory it took, go with it.

It begins from a server of processes that has imported everything and opened nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leakwatch import logs, pipeline
from leakwatch import settings as reading
from leakwatch.errors import LeakwatchError, LeaseLostError, SourceError
from leakwatch.schedule.jobs import Job
from leakwatch.store import windows
from leakwatch.store.fences import Held

if TYPE_CHECKING:
    from leakwatch.store import Store

#: exit codes of a worker; one that dies otherwise has none of them
DONE, FAILED, LOST, BROKEN = 0, 11, 12, 13
#: how often those who watch are told how far it is
TOLD_SECONDS = 2.0
#: how long a window waits for a run that somebody else has at work
PATIENCE_SECONDS = 60.0
IMPORTED = [
    "deltalake", "ibis.backends.duckdb", "leakwatch.alerts", "leakwatch.ingest.sources",
    "leakwatch.judging", "leakwatch.linking", "leakwatch.notify.telling",
    "leakwatch.retention.expiring", "leakwatch.schedule.work", "psycopg", "pyarrow.dataset",
    "pyarrow.parquet", "pyod.models.iforest", "pyod.models.pca", "sqlite3",
]  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One window to be done under a lease."""

    settings: Path
    job: Job
    mark: str
    window: int
    attempt: int
    due: datetime
    covered: tuple[int, ...]
    held: Held


def server() -> ForkServerContext:
    """Where workers come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    return context


def start(context: ForkServerContext, task: Task) -> BaseProcess:
    """A worker that does this; SourceError where the machine gives none now."""
    process = context.Process(target=work, args=(task,), name=f"window {task.window}", daemon=True)
    try:
        process.start()
    except (EOFError, OSError) as error:
        # their server was killed, or there is no memory; it is begun anew
        raise SourceError(f"its process cannot be started: {type(error).__name__}",
                          where=process.name, hint="it is tried again") from error  # fmt: skip
    return process


def work(task: Task) -> None:
    """Does the window and notes it as done or failed, then ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_follow, daemon=True).start()
    logs.begin(job=task.job.name, window=task.window, due=task.due.isoformat())
    try:
        summary = _done(task)
    except LeaseLostError as error:
        logs.log().warning("window given up", error=str(error))
        sys.exit(LOST)
    except LeakwatchError as error:
        logs.log().error("window failed", error=str(error))
        sys.exit(FAILED if _noted(task, str(error)) else LOST)
    except Exception as error:
        # a bug; what it says may be of somebody's records, where it is may be told
        logs.log().error("bug", **logs.place(error))
        raise SystemExit(BROKEN) from error
    logs.log().info("window done", **summary)


def _follow() -> None:
    """Ends this process when the leader's has ended: others go on, and shall not wait for us."""
    leader = multiprocessing.parent_process()
    if leader is not None:
        leader.join()
        os._exit(LOST)


def _done(task: Task) -> dict[str, object]:
    settings = reading.read(task.settings)
    if task.job.mark(settings) != task.mark:
        raise LeaseLostError("settings were changed meanwhile", where=str(task.settings))
    day = task.due.astimezone(ZoneInfo(settings.organisation.zone)).date()
    with pipeline.opened(settings, task.held, task.window) as house:
        house.lake.allowed, house.lake.patience = _allowed(house.store, task), PATIENCE_SECONDS
        summary = task.job.work(house, day, _telling(house.store, task))
        ours = windows.done(house.store, task.window, task.attempt, summary, covered=task.covered)
    if not ours:
        raise _others(task)
    return summary


def _allowed(store: Store, task: Task) -> Callable[[], None]:
    """Asks whether this process still has the lease and the window; raises where it has not."""

    def allowed() -> None:
        store.allowed()
        if not windows.ours(store, task.window, task.attempt):
            raise _others(task)

    return allowed


def _others(task: Task) -> LeaseLostError:
    return LeaseLostError("begun again by another", where=f"window {task.window}")


def _noted(task: Task, error: str) -> bool:
    """False where it could not be noted; whoever leads then sees a window not finished."""
    with (
        suppress(LeakwatchError),
        pipeline.stored(reading.read(task.settings)) as store,
    ):
        windows.failed(store.fenced(task.held), task.window, task.attempt, error)
        return True
    return False


def _telling(store: Store, task: Task) -> Callable[[str, int], None]:
    last = 0.0

    def told(step: str, count: int) -> None:
        nonlocal last
        if monotonic() - last >= TOLD_SECONDS:
            windows.tell(store, task.window, task.attempt, {"step": step, "count": count})
            last = monotonic()

    return told
