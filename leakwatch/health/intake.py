"""What each source brought, from the table of batches: a row a file, none of the events read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leakwatch.errors import SourceError
from leakwatch.health.grounds import GONE

if TYPE_CHECKING:
    from leakwatch.lake import Lake

COLUMNS = {
    "source": "string", "kind": "string", "events": "int64", "quarantined": "int64",
    "last": "timestamp('UTC', 6)",
}  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """Of one source: events, rows set aside, and when the newest event was."""

    events: int
    quarantined: int
    last: datetime | None


class Intake:
    """Reads it anew where the table has changed."""

    def __init__(self) -> None:
        self._seen: tuple[str, int] | None = None
        self._taken: dict[str, Taken] = {}

    def read(self, lake: Lake) -> dict[str, Taken]:
        """Source → what it brought; SourceError where the table cannot be read."""
        with readable(lake):
            now = (str(lake.path), lake.version("batches"))
            if now != self._seen:
                self._taken = {row["source"]: Taken(row["events"], row["quarantined"], row["last"])
                               for row in _rows(lake)}  # fmt: skip
                self._seen = now
        return self._taken


@contextmanager
def readable(lake: Lake) -> Iterator[None]:
    """SourceError where something of a table is gone or torn."""
    from deltalake.exceptions import DeltaError
    from duckdb import Error

    try:
        yield
    except (DeltaError, Error, OSError) as error:
        raise SourceError(f"cannot be read: {str(error).partition(chr(10))[0]}",
                          where=str(lake.path), hint=GONE) from error  # fmt: skip


def _rows(lake: Lake) -> list[dict[str, Any]]:
    batches = lake.read("batches", COLUMNS)
    mine = batches.filter((batches["kind"] == "events") & (batches["events"] > 0))
    sums = mine.group_by("source").agg(
        events=mine["events"].sum().cast("int64"),
        quarantined=mine["quarantined"].sum().cast("int64"), last=mine["last"].max(),
    )  # fmt: skip
    return lake.engine.arrow(sums.order_by("source")).to_pylist()
