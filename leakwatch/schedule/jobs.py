"""The jobs there are: what each does, when, and which settings make it another's work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from leakwatch import pipeline
from leakwatch.errors import ConfigError
from leakwatch.pipeline import House
from leakwatch.schedule.cron import Cron
from leakwatch.settings import Settings
from leakwatch.store import windows

WINDOWS_KEPT = timedelta(days=92)
#: says how far a job is: a step, and how much of it is done
Progress = Callable[[str, int], None]
#: house, last day to judge, progress → what it did
Work = Callable[[House, date, Progress], dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """What is done by the clock.

    `sections` are the settings it goes by, beside its line in `[schedule]`.
    `each`: every window missed is walked for itself; otherwise the last one covers those before.
    `aside`: it writes nothing into the lake, and is done beside one that does.
    """

    name: str
    work: Work
    sections: tuple[str, ...]
    each: bool = False
    aside: bool = False

    def mark(self, settings: Settings) -> str:
        """A name of 64 letters: other settings, another name."""
        told = {one: getattr(settings, one) for one in sorted(self.sections)}
        return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()

    def possible(self, settings: Settings) -> bool:
        """Whether it can be done at all: a backup needs a place."""
        return self.name != "backup" or bool(settings.backup.path)

    def cron(self, settings: Settings) -> Cron | None:
        """When it is due; None where the settings switch it off."""
        line: str = getattr(settings.schedule, self.name)
        if not line or not self.possible(settings):
            return None
        return _cron(line, settings.organisation.zone)


@lru_cache(maxsize=64)
def _cron(line: str, zone: str) -> Cron:
    """Read once: a scheduler asks every second."""
    return Cron(line, ZoneInfo(zone))


def ingest(house: House, _day: date, progress: Progress) -> dict[str, Any]:
    """Takes in what is new, and looks which feeds fell silent."""
    rows = 0

    def seen(batch: Any) -> None:
        nonlocal rows
        rows += batch.rows
        progress("rows taken in", rows)

    with house.lake.locked():
        found = pipeline.ingest(house, seen=seen)
        pipeline.feeds(house)
    refused = [str(error) for error in found.refused]
    return {"files": len(found.batches), "rows": rows, "refused": refused}


def detect(house: House, day: date, progress: Progress) -> dict[str, Any]:
    """Judges every actor-day up to a day, and brings the alerts in line."""
    with house.lake.locked():
        progress("days counted", pipeline.derive(house))
        detected, raised = pipeline.detect(house, until=day)
    return {
        "days": len(detected.days), "opened": len(raised.opened), "changed": len(raised.changed),
        "withdrawn": len(raised.withdrawn),
    }  # fmt: skip


def rings(house: House, day: date, progress: Progress) -> dict[str, Any]:
    """Finds the rings up to a day."""
    with house.lake.locked():
        progress("days counted", pipeline.derive(house))
        return {"rings": pipeline.rings(house, until=day)}


def retention(house: House, _day: date, _progress: Progress) -> dict[str, Any]:
    """Lets go what is past its period, and forgets old windows of jobs that come every minute."""
    from leakwatch.retention.expiring import expire

    now = datetime.now(UTC)
    # what is walked window by window is remembered: it shall not be done again
    often = [job.name for job in JOBS if not job.each]
    windows.forget(house.store, often, now - WINDOWS_KEPT)
    return expire(house.settings, house.lake, house.store, now).summary()


def backup(house: House, _day: date, _progress: Progress) -> dict[str, Any]:
    """Keeps a copy of store and lake."""
    from leakwatch.backup import make

    return make(house.settings, house.lake, house.store, datetime.now(UTC)).summary()


def digest(house: House, _day: date, _progress: Progress) -> dict[str, Any]:
    """Tells every channel how things stand."""
    from leakwatch.notify import telling

    telling.digest(house.settings, house.lake, house.store, datetime.now(UTC))
    return {}


def health(house: House, _day: date, _progress: Progress) -> dict[str, Any]:
    """Tells whoever must know what is silent, late or failing."""
    from leakwatch.notify import telling

    telling.tell(house.settings, house.lake, house.store, datetime.now(UTC))
    return {}


READ = ("organisation", "lake", "sources", "context")
JUDGED = (*READ, "calendar", "detect")

#: in the order in which they are done when due at one moment
JOBS = (
    Job("ingest", ingest, READ),
    Job("detect", detect, JUDGED, each=True),
    Job("rings", rings, JUDGED, each=True),
    Job("backup", backup, ("organisation", "backup")),
    Job("retention", retention, ("organisation", "retention")),
    Job("digest", digest, ("organisation", "notify"), aside=True),
    Job("health", health, ("organisation", "notify"), aside=True),
)
NAMES = tuple(job.name for job in JOBS)


def named(name: str) -> Job:
    """The job of this name; ConfigError where there is none."""
    for job in JOBS:
        if job.name == name:
            return job
    raise ConfigError(f"no job {name!r}", where="jobs", hint=f"one of {', '.join(NAMES)}")


def scheduled(settings: Settings, table: Iterable[Job] = JOBS) -> Iterator[tuple[Job, Cron]]:
    """The jobs that are due at times; ConfigError for a line that is none."""
    for job in table:
        cron = job.cron(settings)
        if cron is not None:
            yield job, cron
