"""Which columns the files of one source had, so that a change is seen."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from leakwatch.ingest.batch import APART, Batch

if TYPE_CHECKING:
    from leakwatch.lake import Lake

WANTED = {
    "source": "string", "file": "string", "last": "timestamp('UTC', 6)", "columns": "string",
    "extra": "string",
}  # fmt: skip
#: a column is lost if all of so many files before had it; a change is told once, not for ever
LOOKED_BACK = 5
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Layout:
    """One file: its last event (files of context have none), its name, what it had."""

    last: datetime
    file: str
    columns: frozenset[str]
    extra: frozenset[str]

    @property
    def place(self) -> tuple[datetime, str]:
        """Its place among the files."""
        return self.last, self.file


class Layouts:
    """The files of one source, in the order of what they tell, not of their delivery."""

    def __init__(self, known: list[Layout]) -> None:
        self._known = sorted(known, key=attrgetter("place"))
        #: every column that some file had
        self.had = {column for one in known for column in one.columns}

    @classmethod
    def read(cls, lake: Lake, source: str) -> Layouts:
        """Those in the lake; a file taken in by an older version says nothing."""
        table = lake.read("batches", WANTED)
        mine = lake.engine.arrow(table.filter(table["source"] == source))
        said = mine.filter(pc.greater(pc.utf8_length(mine["columns"]), 0)).to_pylist()
        return cls([
            Layout(row["last"] or LONG_AGO, row["file"], _split(row["columns"]),
                   _split(row["extra"])) for row in said
        ])  # fmt: skip

    def compare(self, batch: Batch, there: frozenset[str]) -> None:
        """Notes in the batch what it lost and gained against the files before it.

        `there` are its columns, those too that only some of its rows have.
        """
        mine = Layout(batch.last or LONG_AGO, batch.file, frozenset(batch.columns),
                      frozenset(batch.extra))  # fmt: skip
        at = bisect_left(self._known, mine.place, key=attrgetter("place"))
        before = self._known[max(at - LOOKED_BACK, 0) : at]
        if before:
            had = frozenset[str].intersection(*(one.columns for one in before))
            batch.lost = tuple(sorted(had - there))
            known = frozenset[str]().union(*(one.extra for one in before))
            batch.new = tuple(name for name in batch.extra if name not in known)
        self._known.insert(at, mine)
        self.had |= mine.columns


def _split(cell: str | None) -> frozenset[str]:
    return frozenset(cell.split(APART)) if cell else frozenset()
