"""The whole run, top to bottom: ingest, facts, detect, alerts, rings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from leakwatch import calendar, engine, memory, store, tokens
from leakwatch.errors import ConfigError
from leakwatch.ingest import sources
from leakwatch.ingest.batch import Batch
from leakwatch.lake import Lake
from leakwatch.language import language
from leakwatch.readers.sql import expanded
from leakwatch.settings import Settings
from leakwatch.store import runs

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.alerts import Explained, Raised
    from leakwatch.detect import Detected
    from leakwatch.ingest.sources import Ingested


@dataclass(frozen=True)
class House:
    """What every step needs, opened once."""

    settings: Settings
    key: tokens.Key
    lake: Lake
    store: store.Store


@dataclass(frozen=True)
class Ran:
    """What a run did; a step that had nothing new to do is None."""

    ingested: Ingested
    days: int
    detected: Detected | None
    raised: Raised | None
    rings: int | None


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """Opens key, engine, lake and store; ConfigError says what the operator has to mend."""
    key = tokens.load(settings)
    machine = engine.connect(settings)
    lake = Lake(settings.place(settings.lake.path), machine)
    lake.sealed(key)
    url = expanded(settings.store.url, "[store]")
    if url.startswith("sqlite:///"):
        url = "sqlite:///" + settings.place(url.removeprefix("sqlite:///"))
    try:
        with store.open(url) as kept, memory.settled():
            yield House(settings, key, lake, kept)
    finally:
        machine.close()


def run(
    house: House, *, until: date | None = None, seen: Callable[[Batch], None] | None = None
) -> Ran:
    """Takes in what is new, and judges again where anything changed; idempotent."""
    with house.lake.locked():
        ingested = ingest(house, seen=seen)
        days = derive(house)
        if _judged(house, "detect", until):
            return Ran(ingested, days, None, None, None)
        detected, raised = detect(house, until=until)
        return Ran(ingested, days, detected, raised, rings(house, until=until))


def ingest(
    house: House, *, only: Sequence[str] = (), seen: Callable[[Batch], None] | None = None
) -> Ingested:
    """Takes in every file of the sources (of those named in `only`) that was not taken yet."""
    return sources.ingest(
        house.settings, house.lake, house.lake.engine, house.key, only=only, seen=seen
    )


def feeds(house: House) -> pa.Table:
    """Brings the table of feeds in step with what was taken in."""
    from leakwatch.feeds import pulse, table

    pulse.update(house.lake)
    told = table.table(table.heard(house.lake, house.settings), house.settings)
    table.keep(house.lake, told)
    return told


def derive(house: House) -> int:
    """Brings the facts in step with the events; how many days were counted."""
    from leakwatch.features.update import update
    from leakwatch.feeds import pulse

    pulse.update(house.lake)
    minutes = house.settings.detect.inbound_call_minutes
    return len(update(house.lake, calendar.read(house.settings), minutes).days)


def detect(house: House, *, until: date | None = None) -> tuple[Detected, Raised]:
    """Judges every actor-day, keeps the scores, and brings the alerts in line."""
    from leakwatch import alerts, judging, settling
    from leakwatch.exposed import Exposed

    with _noted(house, "detect", until) as (number, summary):
        facts = settling.marks(house.lake, until)
        settled = settling.settled(facts, _before(house, until))
        found = judging.judge(house.lake, house.settings, house.key, until)
        detected = judging.standing(found, house.settings, settled)
        judging.keep(house.lake, detected.days, settled)
        say = language(house.settings.organisation.language)
        exposed = Exposed(house.lake, say)
        raised = alerts.raise_alerts(
            house.store, detected.findings, detected.judged, exposed, run=number,
            explained=detected.explained, say=say,
        )  # fmt: skip
        summary |= {**detected.summary(), settling.FACTS: facts}
    return detected, raised


def explain(house: House, alert: str) -> Explained:
    """Why an alert was raised; what would have been is reckoned when first asked for, and kept.

    ConfigError for no such alert.
    """
    from leakwatch import judging
    from leakwatch.alerts import explained

    try:
        one = explained.read(house.store, alert)
    except LookupError as error:
        raise ConfigError(str(error), where="leakwatch explain",
                          hint="`leakwatch export alerts` lists them") from error  # fmt: skip
    if one.day is not None and "without" not in one.why:
        told = judging.without(house.lake, house.settings, house.key, one.actor, one.day)
        explained.keep(house.store, alert, told)
        return explained.read(house.store, alert)
    return one


def rings(house: House, *, until: date | None = None) -> int:
    """Finds the rings; how many there are."""
    from leakwatch import linking
    from leakwatch.store.rings import earlier, save_rings

    with _noted(house, "rings", until):
        found = linking.find(house.lake, earlier(house.store), until)
        save_rings(house.store, found.members)
    return int(found.members["ring"].nunique())


def _state(house: House, until: date | None) -> tuple[str, str]:
    """The settings that count for a verdict, and the state of the lake it is given on."""
    feeds = {name: one.every for name, one in house.settings.sources.items()}
    counted = [house.settings.detect, house.settings.calendar, str(until), feeds,
               house.settings.organisation.language]  # fmt: skip
    said = msgspec.json.encode(counted)
    versions = {
        name: version
        for name, version in house.lake.versions().items()
        if name not in ("scored", "feeds", "batches", "quarantine", "cursors")
    }
    return hashlib.sha256(said).hexdigest(), json.dumps(versions, sort_keys=True)


def _before(house: House, until: date | None) -> dict[str, Any]:
    """The summary of the last run, if it went by the same settings."""
    last = runs.last_done(house.store, "detect")
    same = last is not None and last.settings_hash == _state(house, until)[0]
    return last.summary if last is not None and same else {}


def _judged(house: House, job: str, until: date | None) -> bool:
    """True where the last run of the job saw just this."""
    last = runs.last_done(house.store, job)
    state = _state(house, until)
    return last is not None and (last.settings_hash, last.lake_version) == state


@contextmanager
def _noted(house: House, job: str, until: date | None) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of a run, and what is kept of it in the end."""
    settings_hash, versions = _state(house, until)
    number = runs.begin_run(house.store, job, settings_hash=settings_hash, lake_version=versions)
    done, summary = False, dict[str, Any]()
    try:
        yield number, summary
        done = True
    finally:
        runs.end_run(house.store, number, "done" if done else "failed", summary)
