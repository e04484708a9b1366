"""Raw files in the vault: of which days each is, who holds it, and how it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leakwatch.errors import SourceError
from leakwatch.retention.rows import Past
from leakwatch.visible import since

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.store.matters import Hold

SEALED = ".zst.age"
DAY = timedelta(days=1)
BATCHES = {
    "batch": "string", "source": "string", "first": "timestamp('UTC', 6)",
    "last": "timestamp('UTC', 6)",
}  # fmt: skip
ACTED = {"actor": "string", "day": "date"}
ROWS = {"batch": "string", **ACTED}


@dataclass(frozen=True)
class Raw:
    """A file of the vault and the days of its rows: those it tells, else the day it was kept."""

    place: Path
    digest: str
    sources: frozenset[str]
    first: date
    last: date


def files(lake: Lake) -> list[Raw]:
    """Every file in the vault.

    A clock is at most a day from UTC, and nothing happens after it was kept: a clock gone wrong
    keeps no file for ever.
    """
    told: dict[str, list[dict[str, datetime | str | None]]] = defaultdict(list)
    for row in lake.engine.arrow(lake.read("batches", BATCHES)).to_pylist():
        told[row["batch"]].append(row)
    return [_raw(place, told[place.name.removesuffix(SEALED)]) for place in _places(lake)]


def _places(lake: Lake) -> list[Path]:
    return sorted((lake.path / "vault").glob(f"*/*{SEALED}"))


def _raw(place: Path, rows: Sequence[dict[str, datetime | str | None]]) -> Raw:
    kept = date.fromtimestamp(place.stat().st_mtime)
    firsts = [row["first"].date() - DAY for row in rows if isinstance(row["first"], datetime)]
    lasts = [row["last"].date() + DAY for row in rows if isinstance(row["last"], datetime)]
    last = min(max(lasts), kept) if rows and len(lasts) == len(rows) else kept
    sources = frozenset(str(row["source"]) for row in rows)
    return Raw(place, place.name.removesuffix(SEALED), sources, min([*firsts, last]), last)


def past(lake: Lake, before: date, holds: Sequence[Hold]) -> tuple[Past, list[Raw]]:
    """What is past of the vault, and the files that go."""
    old = [one for one in files(lake) if one.last < before]
    kept = _held(lake, old, holds)
    gone = [one for one in old if one.digest not in kept]
    size = sum(one.place.stat().st_size for one in gone)
    first = min((one.first for one in gone), default=None)
    last = max((one.last for one in gone), default=None)
    matters = tuple(sorted({name for names in kept.values() for name in names}))
    told = Past("raw", "vault", before, first, last, len(gone), size, len(kept), matters)
    return told, gone


def let_go(lake: Lake, gone: Iterable[Raw]) -> int:
    """Deletes the files; how many bytes went."""
    size = 0
    for one in gone:
        if lake.allowed:
            lake.allowed()
        try:
            size += one.place.stat().st_size
            one.place.unlink()
        except OSError as error:
            raise SourceError(f"cannot be deleted: {error.strerror}", where=str(one.place),
                              hint="give the right, run again") from error  # fmt: skip
    return size


def _held(lake: Lake, old: Sequence[Raw], holds: Sequence[Hold]) -> dict[str, set[str]]:
    """Digest → matters, of old files with rows of held days.

    Events tell which; of a day whose events had gone before it was held, every file that may have
    rows is held.
    """
    found: dict[str, set[str]] = defaultdict(set)
    if not (old and holds):
        return {}
    told = _Told.read(lake, holds)
    for one in old:
        for hold in holds:
            first, last = max(hold.first, one.first), min(hold.last, one.last)
            days = (first + DAY * n for n in range((last - first).days + 1))
            if any(told.holds(one.digest, hold.actor, day) for day in days):
                found[one.digest].add(hold.matter)
    return dict(found)


@dataclass(frozen=True)
class _Told:
    """What events and facts tell of held accounts: their days, and the files these are in."""

    files: frozenset[tuple[str, str, date]]
    here: frozenset[tuple[str, date]]
    acted: frozenset[tuple[str, date]]
    events: date
    facts: date

    @classmethod
    def read(cls, lake: Lake, holds: Sequence[Hold]) -> _Told:
        """What the lake tells."""
        actors = sorted({one.actor for one in holds})

        def rows(name: str, schema: Mapping[str, str]) -> frozenset[Any]:
            table = lake.read(name, schema)
            mine = table.filter(table["actor"].isin(actors)).select(*schema).distinct()
            return frozenset(tuple(row.values()) for row in lake.engine.arrow(mine).to_pylist())

        files = rows("events", ROWS)
        return cls(files, frozenset((actor, day) for _, actor, day in files), rows("days", ACTED),
                   since(lake, "events") or date.min, since(lake, "facts") or date.min)  # fmt: skip

    def holds(self, digest: str, actor: str, day: date) -> bool:
        """True where a file has rows of an account's day, or may have."""
        if (actor, day) in self.here or day >= self.events:
            return (digest, actor, day) in self.files
        return (actor, day) in self.acted or day < self.facts


def spans(lake: Lake) -> Iterator[tuple[str, date, date]]:
    """Source, first and last day of the raw files that are there."""
    told: dict[str, list[Raw]] = defaultdict(list)
    for one in files(lake):
        for source in one.sources:
            told[source].append(one)
    for source, mine in sorted(told.items()):
        yield source, min(one.first for one in mine), max(one.last for one in mine)
