"""From findings to what they rest on: the events of their days, and the files these stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leakwatch import plugins
from leakwatch.errors import LeakwatchError

if TYPE_CHECKING:
    import pyarrow as pa

    from leakwatch.connector import Connector
    from leakwatch.lookup import Lookup
    from leakwatch.settings import Settings
    from leakwatch.store.collected import Collected

EVENTS = (
    "at", "clock", "action", "data", "subject", "phone", "id_no", "rows", "masked", "ok", "case",
    "reason", "approver", "role", "branch", "owner", "place", "device", "session", "sector",
    "source", "batch", "line",
)  # fmt: skip
ORDER = [(name, "ascending") for name in ("actor", "day", "at", "batch", "line")]
COUNTS = ("rows", "events", "quarantined", "titles", "headers", "totals", "blanks", "duplicates",
          "dropped", "exploded", "masked")  # fmt: skip
BATCH = ("batch", "source", "file", "kind", *COUNTS)


@dataclass(frozen=True)
class Origin:
    """A raw file that findings rest on: what it was taken for, row by row."""

    digest: str
    source: str
    file: str
    counts: dict[str, int]
    #: what reads it, where the settings still say so
    connector: Connector | None
    #: the lines of its events that findings rest on
    lines: Sequence[int]

    @property
    def form(self) -> str:
        """Its format, as its connector names it."""
        one = self.connector
        return f"{one.name} ({one.format})" if one else "?"


def events(lookup: Lookup, found: Collected) -> pa.Table:
    """The events of every account on the days something was found of it, in one order."""
    import pyarrow as pa

    parts = []
    for actor, days in found.days.items():
        rows = lookup.rows("events", ["actor", "day", *EVENTS], {"actor": actor}, days)
        if len(rows):
            parts.append(rows)
    if not parts:
        return pa.table({name: pa.array([], pa.string()) for name in ("actor", "day", *EVENTS)})
    return pa.concat_tables(parts, promote_options="permissive").sort_by(ORDER)


def origins(lookup: Lookup, settings: Settings, rest: pa.Table) -> list[Origin]:
    """The files of these events, by source and name."""
    import pyarrow.compute as pc

    named = rest["batch"].unique().to_pylist()
    if not named:
        return []
    known = lookup.rows("batches", BATCH, {"kind": "events"})
    found = known.filter(pc.is_in(known["batch"], value_set=rest["batch"].unique()))
    told = []
    for row in found.to_pylist():
        mine = rest.filter(pc.equal(rest["batch"], row["batch"]))["line"].unique()
        told.append(Origin(
            row["batch"], row["source"], row["file"], {name: row[name] for name in COUNTS},
            connector(settings, row["source"]), sorted(mine.to_pylist()),
        ))  # fmt: skip
    return sorted(told, key=lambda one: (one.source, one.file, one.digest))


def connector(settings: Settings, source: str) -> Connector | None:
    """What reads a source; None where the settings name it no more, or it cannot be loaded."""
    said = settings.sources.get(source)
    try:
        return plugins.connector(said.connector, dict(said.options)) if said else None
    except LeakwatchError:
        return None


def quarantined(lookup: Lookup, files: Sequence[Origin]) -> list[dict[str, Any]]:
    """The rows of these files that were set aside, with line and reason."""
    digests = {one.digest for one in files}
    rows = lookup.rows("quarantine", ["batch", "source", "file", "line", "reason"])
    told = [row for row in rows.to_pylist() if row["batch"] in digests] if len(rows) else []
    return sorted(told, key=lambda row: (row["source"], row["file"], row["batch"], row["line"]))
