"""The whole run, top to bottom: ingest, facts, detect, alerts, rings."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from leakwatch import amendments, calendar, engine, logs, memory, store, tokens, visible
from leakwatch.ingest.batch import Batch
from leakwatch.lake import Lake
from leakwatch.language import language
from leakwatch.readers.sql import expanded
from leakwatch.settings import Settings
from leakwatch.store import runs, trail
from leakwatch.store.marks import Mark

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.alerts import Raised
    from leakwatch.detect import Detected
    from leakwatch.footing import Footing
    from leakwatch.ingest.sources import Ingested
    from leakwatch.store.fences import Held


#: tables that are made from judged ones, or tell of files that brought nothing
BESIDE = ("scored", "feeds", "batches", "quarantine", "cursors", "visible")


@dataclass(frozen=True)
class House:
    """What every step needs, opened once."""

    settings: Settings
    key: tokens.Key
    lake: Lake
    store: store.Store
    #: that of a scheduled job, which its runs are part of
    window: int | None = None


@dataclass(frozen=True)
class Ran:
    """What a run did; a step that had nothing new to do is None."""

    ingested: Ingested
    days: int
    detected: Detected | None
    raised: Raised | None
    rings: int | None


@contextmanager
def opened(
    settings: Settings, held: Held | None = None, window: int | None = None
) -> Iterator[House]:
    """Opens key, engine, lake and store; ConfigError says what the operator has to mend.

    Under a lease, neither lake nor store take anything once another holds it.
    """
    key = tokens.load(settings)
    machine = engine.connect(settings)
    lake = Lake(settings.place(settings.lake.path), machine)
    lake.sealed(key)
    try:
        with stored(settings, Mark(lake.path, key)) as kept, memory.settled():
            if held is not None:
                kept = kept.fenced(held)
                lake.allowed = kept.allowed
            yield House(settings, key, lake, kept, window)
    finally:
        machine.close()


def stored(settings: Settings, mark: Mark | None = None) -> store.Store:
    """The store of the settings, opened; `mark` follows its trail."""
    return store.open(address(settings), mark)


def address(settings: Settings) -> str:
    """Where the store is, in full."""
    url = expanded(settings.store.url, "[store]")
    if url.startswith("sqlite:///"):
        url = "sqlite:///" + settings.place(url.removeprefix("sqlite:///"))
    return url


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
    from leakwatch.ingest import sources

    _amended(house)
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
    from leakwatch import alerts, approved, judging, settling
    from leakwatch.alerts import kept
    from leakwatch.exposed import Exposed
    from leakwatch.feeds import table

    on = _on(house, until)
    with _noted(house, "detect", on) as (number, summary):
        facts = settling.marks(house.lake, until)
        settled = settling.settled(facts, _before(house, on))
        settled |= settling.past(facts, visible.since(house.lake, "facts"))
        heard = judging.heard(house.lake, on)
        table.keep(house.lake, table.table(heard, house.settings))
        detected = judging.standing(judging.judge(house.lake, on, heard), on, settled)
        by = approved.numbers(house.store, on.detect.thresholds)
        detected = replace(detected, approved=by)
        judging.keep(house.lake, detected.days, settled)
        say = language(on.language)
        exposed = Exposed(house.lake, say)
        raised = alerts.raise_alerts(
            house.store, detected.findings, detected.judged, exposed, run=number,
            explained=detected.explained, say=say, since=visible.since(house.lake, "events"),
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
    from leakwatch import approved
    from leakwatch.footing import footing

    return footing(approved.over(house.settings, house.store), house.key, until)


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


def _amended(house: House) -> None:
    """Notes on the trail which settings are others than at the run before."""
    amendments.note(house.store, house.settings, house.key, who=trail.shell())


@contextmanager
def _noted(house: House, job: str, on: Footing) -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of a run, and what is kept of it in the end."""
    from leakwatch.programs import programs

    _amended(house)
    number = runs.begin_run(
        house.store, job, settings_hash=on.mark, footing=on.written(),
        lake_version=json.dumps(house.lake.versions(), sort_keys=True),
        programs=programs(house.settings.engine.name, on.detect.only), window=house.window,
    )  # fmt: skip
    logs.bind(run=number)
    done, summary = False, dict[str, Any]()
    try:
        yield number, summary
        done = True
    finally:
        runs.end_run(house.store, number, "done" if done else "failed", summary)
