"""One file into the lake, in one commit: nothing twice, nothing lost."""

from __future__ import annotations

from operator import attrgetter

import pyarrow as pa

from leakwatch.engine import Engine
from leakwatch.ingest.batch import BATCHES, QUARANTINE, Batch
from leakwatch.ingest.feed import Feed, Reading
from leakwatch.ingest.handover import Handover
from leakwatch.ingest.passing import Passing
from leakwatch.ingest.stored import arrow_schema, stored
from leakwatch.lake import Lake
from leakwatch.readers.opening import RawFile
from leakwatch.tokens import Key


class Loader:
    """Takes files of one feed into the lake."""

    def __init__(self, feed: Feed, lake: Lake, engine: Engine, key: Key) -> None:
        self.feed, self.lake = feed, lake
        self.kind = feed.connector.table
        self._reading = Reading(feed, engine, key)

    def _once(self, raw: RawFile) -> str:
        return f"{self.feed.name}/{raw.digest}"

    def load(self, raw: RawFile) -> Batch:
        """Reads the file, writes its rows, its quarantine and last its counts.

        SourceError refuses the file whole, and nothing of it is written.
        """
        batch = Batch(raw.digest, self.feed.name, self.kind, raw.path.name)
        once = self._once(raw)
        self._append(Handover(Passing(self._reading, self.lake, raw, batch).batches()), once)
        wrong = [
            {"batch": batch.batch, "source": batch.source, "file": batch.file,
             "line": row.line, "reason": row.reason}
            for row in sorted(batch.wrong, key=attrgetter("line", "reason"))
        ]  # fmt: skip
        if wrong:
            self.lake.append(
                "quarantine", pa.Table.from_pylist(wrong, arrow_schema(QUARANTINE)), once
            )
        self.lake.append(
            "batches", pa.Table.from_pylist([batch.row()], arrow_schema(BATCHES)), once
        )
        return batch

    def _append(self, rows: Handover, once: str) -> None:
        schema = arrow_schema(stored(self.kind))
        reader = pa.RecordBatchReader.from_batches(schema, iter(rows))
        try:
            self.lake.append(self.kind, reader, once, by_day=self.kind == "events")
            rows.exhaust()
        finally:
            # where the rows ended early, this raises why
            rows.settle()
