"""What was taken of each source: whole files by their digest, growing ones as far as they went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from leakwatch.ingest.batch import Batch
from leakwatch.lake import Lake
from leakwatch.readers.opening import Reach

KNOWN = {
    "source": "string", "batch": "string", "begins": "int64", "ends": "int64", "reach": "string",
    "stem": "string", "open": "int64",
}  # fmt: skip
#: a batch, and how far it went
Reached = tuple[str, Reach]


class Known:
    """What is in the lake, as its table of batches tells; kept up while files are taken."""

    def __init__(self, lake: Lake) -> None:
        self._digests: set[tuple[str, str]] = set()
        self._reached: dict[tuple[str, int, str], Reached] = {}
        self._lengths: dict[tuple[str, str], set[int]] = defaultdict(set)
        for row in lake.engine.arrow(lake.read("batches", KNOWN)).to_pylist():
            reach = Reach(row["begins"], row["ends"], row["reach"], row["stem"], row["open"])
            self._note(row["source"], row["batch"], reach if row["reach"] else None)

    def _note(self, source: str, batch: str, reach: Reach | None) -> None:
        self._digests.add((source, batch))
        if reach:
            self._digests.add((source, reach.digest))
            self._reached[source, reach.ends, reach.digest] = (batch, reach)
            self._lengths[source, reach.stem].add(reach.ends)

    def add(self, batch: Batch) -> None:
        """Notes a batch that is in."""
        self._note(batch.source, batch.batch, batch.reach)

    def shorten(self, source: str, batch: str, before: Reach, after: Reach) -> None:
        """Notes that what a batch had from `after` to `before` was taken back."""
        del self._reached[source, before.ends, before.digest]
        self._note(source, batch, after)

    def holds(self, source: str, digest: str) -> bool:
        """True for the digest of a file of which there is nothing more to take."""
        return (source, digest) in self._digests

    def lengths(self, source: str, stem: str) -> Collection[int]:
        """How long files with this stem were when they were read."""
        return self._lengths.get((source, stem), ())

    def longest(self, source: str, beginnings: Mapping[int, str]) -> Reached | None:
        """The longest known beginning among those of a file, given by length and digest."""
        for length in sorted(beginnings, reverse=True):
            if found := self._reached.get((source, length, beginnings[length])):
                return found
        return None
