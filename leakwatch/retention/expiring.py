"""What is past its period goes, but for what a matter holds; on the trail, and for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from leakwatch.ingest.undoing import Journal
from leakwatch.retention import held, raw, rows, seen
from leakwatch.retention.periods import Lines, lines, today
from leakwatch.retention.rows import Past
from leakwatch.store import matters, trail
from leakwatch.store.trail import Deed

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings
    from leakwatch.store import Store
    from leakwatch.store.matters import Hold

#: who lets things go
WHO = "retention"
COUNTED = {"batch": "string", "source": "string"}
BATCHES = {**COUNTED, "kind": "string", "events": "int64"}


@dataclass(frozen=True)
class Plan:
    """What is past on a day; `waiting` batches are not counted yet, and keep the events."""

    lines: Lines
    past: tuple[Past, ...]
    holds: tuple[Hold, ...]
    files: tuple[raw.Raw, ...] = field(repr=False)
    waiting: int = 0

    @property
    def rows(self) -> int:
        """Rows and files that go."""
        return sum(one.rows for one in self.past)


@dataclass(frozen=True)
class Expired:
    """What went; `bytes` are those the disk got back."""

    past: tuple[Past, ...]
    bytes: int
    waiting: int

    def summary(self) -> dict[str, Any]:
        """As JSON takes it."""
        told = [one.said() for one in self.past if one.rows or one.held]
        return {"past": told, "bytes": self.bytes, "waiting": self.waiting}


def plan(settings: Settings, lake: Lake, store: Store, day: date) -> Plan:
    """What would go on a day; nothing is written."""
    kept, holds = lines(settings, day), held.standing(store)
    waiting = _waiting(lake) if "events" in kept else 0
    told, files = list[Past](), list[raw.Raw]()
    if "raw" in kept:
        gone, files = raw.past(lake, kept["raw"], held.reaching(holds, kept["raw"]))
        told.append(gone)
    for what, tables in rows.TABLES.items():
        if what in kept and not (what == "events" and waiting):
            mine = held.reaching(holds, kept[what])
            told += [rows.past(lake, what, table, kept[what], mine) for table in tables]
    return Plan(kept, tuple(told), tuple(holds), tuple(files), waiting)


def expire(settings: Settings, lake: Lake, store: Store, now: datetime) -> Expired:
    """Lets go what is past at a moment; killed and done again, the same is left.

    What is held before the trail says that it goes, stays. SourceError while a run is at work.
    """
    with lake.locked():
        # rows of a batch half in are not counted yet
        Journal(lake).settle()
        found = plan(settings, lake, store, today(settings, now))
        if not found.lines:
            return Expired((), 0, 0)
        while not _noted(store, found, now):
            found = plan(settings, lake, store, today(settings, now))
        # first: what is half gone is not counted again
        seen.keep(lake, _reached(found))
        freed = sum(rows.let_go(lake, one, held.reaching(found.holds, one.before))
                    for one in found.past if one.what != "raw")  # fmt: skip
        freed += raw.let_go(lake, found.files)
        seen.keep(lake, _reached(found))
    return Expired(found.past, freed, found.waiting)


def _reached(found: Plan) -> Lines:
    """The lines up to which things do go."""
    gone = {one.what for one in found.past}
    return {what: day for what, day in found.lines.items() if what in gone}


def _waiting(lake: Lake) -> int:
    """Batches of events whose facts are not counted yet."""
    batches = lake.read("batches", BATCHES)
    told = batches.filter((batches["kind"] == "events") & (batches["events"] > 0))
    fresh = told.anti_join(lake.read("derived", COUNTED), ["batch", "source"])
    return len(lake.engine.arrow(fresh.select("batch")))


def _noted(store: Store, found: Plan, now: datetime) -> bool:
    """Puts on the trail what goes: before it does, so that nothing ever went unnoted.

    False, and nothing is noted, where matters hold something else by now.
    """
    gone = [one.said() for one in found.past if one.rows]
    with store.writing() as session:
        if _ids(matters.standing(session)) != _ids(found.holds):
            return False
        for one in gone:
            trail.note(session, WHO, Deed.DELETED, f"{one['what']}/{one['table']}", one, now=now)
    return True


def _ids(holds: Iterable[Hold]) -> set[int]:
    return {one.id for one in holds}
