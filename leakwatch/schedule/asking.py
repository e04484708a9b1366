"""What people ask of jobs: run now, do a range again, pause, go on; all of it on the trail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from leakwatch.errors import ConfigError
from leakwatch.schedule.jobs import Job, named
from leakwatch.store import pauses, trail, windows
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from leakwatch.settings import Settings
    from leakwatch.store import Store


def ask(store: Store, settings: Settings, name: str, *, who: str, now: datetime) -> int:
    """Lets a job be done now, though it is not due; the number of its window. While the job pauses
    it is held until the job is resumed."""
    job, due = _possible(name, settings), now.replace(microsecond=0)
    mark = job.mark(settings)
    with store.writing() as session:
        windows.added(session, name, [due], mark, asked_by=who)
        # what rests goes before it, and would keep it waiting
        windows.at_once(session, name)
        trail.note(session, who, Deed.JOB_ASKED, name, {"due": due.isoformat()})
        return windows.numbered(session, name, due, mark).id


def _possible(name: str, settings: Settings) -> Job:
    """The job of this name; ConfigError where there is none, or the settings do not let it be."""
    job = named(name)
    if not job.possible(settings):
        raise ConfigError(f"no folder for what {name} makes", where=f"[{name}] path",
                          hint="name one there first")  # fmt: skip
    return job


def backfill(
    store: Store, settings: Settings, name: str, first: datetime, last: datetime, *, who: str,
    now: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Lets every window after one moment and up to another be done under the settings of now; how
    many were added, and how many there are already, done under these settings or waiting.

    What is due later than now the clock adds itself.
    """
    job = _possible(name, settings)
    cron = job.cron(settings)
    if cron is None:
        raise ConfigError(f"{name} has no schedule", where="[schedule]", hint="set one first")
    dues = cron.dues(first, min(last, now))
    if not dues:
        return 0, 0
    with store.writing() as session:
        added = windows.added(session, name, dues, job.mark(settings), asked_by=who)
        said = {"first": first.isoformat(), "last": last.isoformat(), "added": added}
        trail.note(session, who, Deed.JOB_ASKED, name, said)
    return added, len(dues) - added


def pause(store: Store, name: str, *, who: str, reason: str) -> bool:
    """Holds a job, all that waits of it: the clock's and what people asked for; False where it
    pauses already. What is being done is done to its end."""
    with store.writing() as session:
        paused = pauses.pause(session, named(name).name, who=who, reason=reason)
        if paused:
            trail.note(session, who, Deed.JOB_PAUSED, name, {"reason": reason})
    return paused


def resume(store: Store, name: str, *, who: str) -> bool:
    """Lets a job go on with what is held, and what was missed; False where it did not pause."""
    with store.writing() as session:
        resumed = pauses.resume(session, named(name).name)
        if resumed:
            trail.note(session, who, Deed.JOB_RESUMED, name, {})
    return resumed
