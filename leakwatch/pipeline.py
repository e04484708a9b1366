"""The whole run, top to bottom: ingest, facts, detect, alerts, rings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leakwatch import calendar, engine, memory, store, tokens
from leakwatch.ingest import sources
from leakwatch.ingest.batch import Batch
from leakwatch.lake import Lake
from leakwatch.language import language
from leakwatch.readers.sql import expanded
from leakwatch.settings import Settings
from leakwatch.store import runs

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.alerts import Raised
    from leakwatch.detect import Detected
    from leakwatch.footing import Footing
    from leakwatch.ingest.sources import Ingested


#: tables that are made from judged ones, or tell of files that brought nothing
BESIDE = ("scored", "feeds", "batches", "quarantine", "cursors")


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
        if _judged(house, _on(house, until)):
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
    from leakwatch.alerts import kept
    from leakwatch.exposed import Exposed
    from leakwatch.feeds import table

    on = _on(house, until)
    with _noted(house, "detect", on) as (number, summary):
        facts = settling.marks(house.lake, until)
        settled = settling.settled(facts, _before(house, on))
        heard = judging.heard(house.lake, on)
        table.keep(house.lake, table.table(heard, house.settings))
        detected = judging.standing(judging.judge(house.lake, on, heard), on, settled)
        judging.keep(house.lake, detected.days, settled)
        say = language(on.language)
        exposed = Exposed(house.lake, say)
        raised = alerts.raise_alerts(
            house.store, detected.findings, detected.judged, exposed, run=number,
            explained=detected.explained, say=say,
        )  # fmt: skip
        summary |= {**detected.summary(), settling.FACTS: facts}
    house.lake.forget(kept.lakes(house.store))
    return detected, raised


def rings(house: House, *, until: date | None = None) -> int:
    """Finds the rings; how many there are."""
    from leakwatch import linking
    from leakwatch.store.rings import earlier, save_rings

    on = _on(house, until)
    with _noted(house, "rings", on):
        found = linking.find(house.lake, earlier(house.store), until, language(on.language))
        save_rings(house.store, found.members, found.ties)
    return int(found.members["ring"].nunique())


def _on(house: House, until: date | None) -> Footing:
    from leakwatch.footing import footing

    return footing(house.settings, house.key, until)


def _before(house: House, on: Footing) -> dict[str, Any]:
    """The summary of the last run, if it went by the same settings."""
    last = runs.last_done(house.store, "detect")
    same = last is not None and last.settings_hash == on.mark
    return last.summary if last is not None and same else {}


def _judged(house: House, on: Footing) -> bool:
    """True where the last run that judged saw just this."""
    last = runs.last_done(house.store, "detect")
    if last is None or last.settings_hash != on.mark:
        return False
    return _counting(json.loads(last.lake_version)) == _counting(house.lake.versions())


def _counting(versions: dict[str, int]) -> dict[str, int]:
    """Without the tables that may change while all that is judged stays."""
    return {name: version for name, version in versions.items() if name not in BESIDE}


@contextmanager
def _noted(house: House, job: str, on: Footing) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of a run, and what is kept of it in the end."""
    from leakwatch.programs import programs

    number = runs.begin_run(
        house.store, job, settings_hash=on.mark, footing=on.written(),
        lake_version=json.dumps(house.lake.versions(), sort_keys=True),
        programs=programs(house.settings.engine.name, on.detect.only),
    )  # fmt: skip
    done, summary = False, dict[str, Any]()
    try:
        yield number, summary
        done = True
    finally:
        runs.end_run(house.store, number, "done" if done else "failed", summary)
