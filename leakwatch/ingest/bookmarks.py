"""How each place was when it was last visited: what has not changed since is not read again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa

from leakwatch.ingest.known import Known
from leakwatch.ingest.places import Place
from leakwatch.ingest.stored import arrow_schema
from leakwatch.lake import Lake

BOOKMARKS = {
    "source": "string", "place": "string", "size": "int64", "stamp": "string", "digest": "string",
}  # fmt: skip
#: in a folder of its own: no part of the state of the lake that facts are computed from
TABLE = "bookmarks/places"
#: bytes that cost as much to read again as a table to write, and as a file to open
WORTH, EACH = 64 << 20, 1 << 16


@dataclass(frozen=True)
class _Visit:
    """How a place was, and the digests of what was found there."""

    size: int
    stamp: str
    digests: tuple[str, ...]


class Bookmarks:
    """A table that only saves time: what is taken, the lake's batches tell."""

    def __init__(self, lake: Lake) -> None:
        self._lake, self._changed, self._saved = lake, False, 0
        self._visits: dict[str, dict[str, _Visit]] = defaultdict(dict)
        found: dict[tuple[str, str, int, str], list[str]] = defaultdict(list)
        for row in lake.engine.arrow(lake.read(TABLE, BOOKMARKS)).to_pylist():
            found[row["source"], row["place"], row["size"], row["stamp"]].append(row["digest"])
        for (source, place, size, stamp), digests in found.items():
            self._visits[source][place] = _Visit(size, stamp, tuple(digests))

    def done(self, source: str, place: Place, known: Known) -> bool:
        """True where the place is as it was, and all that was found there is taken."""
        visit = self._visits[source].get(place.name)
        return (
            visit is not None
            and (visit.size, visit.stamp) == (place.size, place.stamp or None)
            and all(known.holds(source, digest) for digest in visit.digests)
        )

    def note(self, source: str, place: Place, digests: Collection[str]) -> None:
        """Remembers how the place was, but for one that may change again without a trace."""
        visit = _Visit(place.size, place.stamp if place.settled else "", tuple(digests))
        before = self._visits[source].get(place.name)
        self._visits[source][place.name] = visit
        if before is None or before.digests != visit.digests:
            self._changed = True
        elif before != visit:
            self._saved += place.size + EACH

    def prune(self, source: str, places: Collection[Place]) -> None:
        """Forgets places of a source that are there no more."""
        names = {place.name for place in places}
        gone = [name for name in self._visits[source] if name not in names]
        for name in gone:
            del self._visits[source][name]
        self._changed = self._changed or bool(gone)

    def keep(self) -> None:
        """Writes what changed."""
        if not self._changed and self._saved < WORTH:
            return
        rows = [
            {"source": source, "place": place, "size": visit.size, "stamp": visit.stamp,
             "digest": digest}
            for source, visits in sorted(self._visits.items())
            for place, visit in sorted(visits.items())
            for digest in visit.digests
        ]  # fmt: skip
        self._lake.replace(TABLE, pa.Table.from_pylist(rows, arrow_schema(BOOKMARKS)))
        self._changed, self._saved = False, 0
