"""The loop of a scheduler: take the lease, walk the windows, again and again.

Everything a window writes, in the lake and in the store, is refused once another holds the lease;
a window begun and not finished waits for whoever holds it next.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from leakwatch import logs, pipeline
from leakwatch import settings as reading
from leakwatch.errors import LeakwatchError
from leakwatch.schedule import jobs, work
from leakwatch.schedule.keeper import Keeper, Watcher
from leakwatch.schedule.lane import REST_SECONDS, Lane

if TYPE_CHECKING:
    from leakwatch.schedule.jobs import Job
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.fences import Held

#: a leader that does not beat for so long has lost its place
PATIENCE_SECONDS = 30.0
TICK_SECONDS = 1.0
Now = Callable[[], datetime]


def utc() -> datetime:
    """What the machine's clock shows."""
    return datetime.now(UTC)


class Scheduler:
    """One process that would do the jobs; `stop` ends it."""

    def __init__(
        self, settings: Path, *, table: tuple[Job, ...] = jobs.JOBS, now: Now = utc,
        patience: float = PATIENCE_SECONDS, tick: float = TICK_SECONDS,
    ) -> None:  # fmt: skip
        self.place, self.now, self.patience, self.tick = settings, now, patience, tick
        self.lanes = [
            {job.name: job for job in table if job.aside == aside} for aside in (False, True)
        ]
        self.stop = Event()
        self.context = work.server()

    def ended_by(self, *signs: signal.Signals) -> None:
        """Lets these signals end it; for the main thread."""
        for sign in signs:
            # a signal may find this very thread inside the event, whose lock it then has
            signal.signal(sign, lambda *_: Thread(target=self.stop.set).start())

    def run(self) -> None:
        """Waits for the lease, leads while it holds it, begins again when it is lost."""
        while not self.stop.is_set():
            try:
                self._attend()
            except LeakwatchError as error:
                logs.log().error("cannot go on now", error=str(error))
                self.stop.wait(REST_SECONDS)

    def _attend(self) -> None:
        """From looking for the lease to its loss."""
        settings = reading.read(self.place)
        with pipeline.stored(settings) as store:
            watcher = Watcher(store, self.patience)
            while not self.stop.is_set():
                held = watcher.take()
                if held is not None:
                    self._lead(settings, store, held)
                    return
                self.stop.wait(self.tick)

    def _lead(self, settings: Settings, store: Store, held: Held) -> None:
        """Walks every lane until one cannot go on; the others end what they have begun."""
        logs.log().info("leads", fence=held.fence, holder=held.holder)
        over, lanes = Event(), [table for table in self.lanes if table]
        with Keeper(store, held, self.patience) as keeper, ThreadPoolExecutor(len(lanes)) as pool:

            def ends() -> bool:
                return self.stop.is_set() or keeper.lost.is_set()

            lane = partial(
                Lane, self.place, settings, store.fenced(held), held, self.context, self.now,
                self.tick, ends, self.stop.wait,
            )  # fmt: skip
            walks = [pool.submit(lane(table).walk, over) for table in lanes]
            wait(walks, return_when=FIRST_COMPLETED)
            over.set()
        for walk in walks:
            walk.result()
