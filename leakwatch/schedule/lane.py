"""A lane of jobs, done one after the other by the leader; what is no lake's work has its own, so
that people are told though a long run is at work, or hangs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from leakwatch import logs
from leakwatch import settings as reading
from leakwatch.errors import ConfigError, LeaseLostError, SourceError
from leakwatch.schedule import walking, work
from leakwatch.store import pauses, windows

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext
    from multiprocessing.process import BaseProcess

    from leakwatch.schedule.jobs import Job
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.fences import Held

#: after an error that is nobody's window
REST_SECONDS = 5.0
#: what a worker is given to end by itself
GRACE_SECONDS = 5.0


@dataclass(frozen=True)
class Lane:
    """Some jobs under a lease; `settings` are those it was taken under, `place` is where they are
    read anew, `ends` says when to break off, `rest` waits so many seconds or until then."""

    place: Path
    settings: Settings
    store: Store
    held: Held
    context: ForkServerContext
    now: Callable[[], datetime]
    tick: float
    ends: Callable[[], bool]
    rest: Callable[[float], object]
    table: Mapping[str, Job]

    def walk(self, over: Event) -> None:
        """Does one window after the other until it is over; ConfigError for wrong settings."""
        while not (self.ends() or over.is_set()):
            try:
                if not self._step():
                    self.rest(self.tick)
            except LeaseLostError as error:
                logs.log().warning("lease lost", error=str(error))
                return
            except SourceError as error:
                logs.log().error("cannot go on now", error=str(error))
                self.rest(REST_SECONDS)

    def _step(self) -> bool:
        """Adds what is due and does one window; False where there is none."""
        settings, now = reading.read(self.place), self.now()
        if settings.store != self.settings.store:
            raise ConfigError("the store is another by now", where="[store] url",
                              hint="its lease is taken next")  # fmt: skip
        away = pauses.paused(self.store)
        walking.add_due(self.store, settings, self.table, away, now)
        found = walking.turn(windows.open_windows(self.store), self.table, away, now)
        if found is None:
            return False
        window, covered = found
        job = self.table[window.job]
        mark = job.mark(settings)
        attempt = windows.begin(self.store, window.id, self.held.fence, mark, now)
        if attempt:
            earlier = tuple(one.id for one in covered)
            self._watch(work.Task(self.place, job, mark, window.id, attempt, window.due,
                                  earlier, self.held))  # fmt: skip
        return True

    def _watch(self, task: work.Task) -> None:
        """Until the worker ends, or we are to stop, or others go on."""
        process = work.start(self.context, task)
        while process.is_alive() and not self.ends():
            process.join(self.tick)
        if process.is_alive():
            _end(process)
            windows.back(self.store, task.window, task.attempt)
            return
        if process.exitcode in (work.DONE, work.FAILED):
            return
        # whoever ended us ended it too, a moment before
        self.rest(self.tick)
        if process.exitcode == work.LOST or self.ends():
            windows.back(self.store, task.window, task.attempt)
        else:
            said = f"its process ended with {process.exitcode}"
            logs.log().error("window failed", job=task.job.name, window=task.window, error=said)
            windows.failed(self.store, task.window, task.attempt, said, self.now())


def _end(process: BaseProcess) -> None:
    """Ends a worker; whatever it is at, it may be killed at any moment."""
    process.terminate()
    process.join(GRACE_SECONDS)
    process.kill()
    process.join()
