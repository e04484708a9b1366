"""One file on its way into the lake: a stream of Arrow batches, counted as they pass."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch.errors import SourceError
from leakwatch.ingest.batch import Batch
from leakwatch.ingest.duplicates import Seen
from leakwatch.ingest.feed import Reading
from leakwatch.ingest.handover import Handover
from leakwatch.ingest.refine import Refined
from leakwatch.ingest.stored import STORED, handed
from leakwatch.ingest.watching import Watched
from leakwatch.lake import Lake
from leakwatch.readers.opening import RawFile, unchanged
from leakwatch.readers.rows import Rows

#: lines set aside are kept in memory until the file is whole
MOST_WRONG = 2_000_000


class Passing:
    """One file on its way into the lake: a stream of Arrow batches, counted as they pass."""

    def __init__(
        self, reading: Reading, lake: Lake, raw: RawFile, batch: Batch, watched: Watched
    ) -> None:
        self.reading, self.lake, self.raw, self.batch = reading, lake, raw, batch
        self.watched = watched
        # asked now: while the lake is written to, it cannot be asked
        self._files = lake.files("events")
        self._schema = handed(reading.kind)
        self._here, self._earlier, self._days = Seen(), Seen(), set[date]()
        self._constant = {"batch": raw.digest, "source": reading.feed.name, "org": reading.feed.org,
                          "sector": reading.feed.connector.sector,
                          "seq": lake.version(reading.kind) + 1}  # fmt: skip

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows for the lake; the counts are whole when this ends."""
        ahead = Handover(self.reading.read(self.raw))
        try:
            for rows in ahead:
                yield from self._piece(rows).to_batches()
        finally:
            # where the rows ended early, this raises why
            ahead.settle()
        unchanged(self.raw)
        self.watched.end()

    def _piece(self, rows: Rows) -> pa.Table:
        batch = self.batch
        batch.rows += rows.read
        batch.wrong += rows.wrong
        batch.skipped.update(rows.skipped)
        marks = np.asarray(rows.table["fingerprint"].to_numpy(), np.int64)
        fresh = self._here.fresh(marks)
        batch.skipped["duplicates"] += int((~fresh).sum())
        table = _kept(rows.table, fresh)
        refined = self.reading.refine(table)
        self.watched.see(rows, table, refined.table)
        batch.wrong += refined.wrong
        self._bounded()
        batch.words.update(refined.words)
        return self._counted(refined, table, marks[fresh])

    def _bounded(self) -> None:
        """SourceError where so much does not fit that nothing of it should be believed."""
        wrong = self.batch.wrong
        if len(wrong) > MOST_WRONG:
            what = f"more than {MOST_WRONG} lines are wrong ({wrong[0].reason})"
            raise SourceError(what, where=self.raw.where,
                              hint="check the connector of this source")  # fmt: skip

    def _counted(self, refined: Refined, table: pa.Table, marks: Any) -> pa.Table:
        """The rows with what the core adds, less those an earlier file of the feed had."""
        batch, lines = self.batch, np.asarray(table["line"].to_numpy(), np.int64)
        good = self._completed(refined.table, lines, marks)
        numbers = np.asarray(good["line"].to_numpy(), np.int64)
        again = self._again(good) if self.reading.kind == "events" else np.zeros(len(good), bool)
        kept = _distinct(numbers)
        repeated = len(_distinct(numbers[again]))
        batch.skipped["duplicates"] += repeated
        batch.skipped["dropped"] += len(lines) - len(kept) - len(refined.wrong)
        good = _kept(good, ~again)
        batch.events += len(good)
        batch.exploded += len(good) - (len(kept) - repeated)
        batch.masked += refined.masked
        self._span(good)
        return good

    def _completed(self, table: pa.Table, lines: Any, marks: Any) -> pa.Table:
        """With batch, source, org and the like, in the columns of the lake."""
        numbers = np.asarray(table["line"].to_numpy(), np.int64)
        fields: dict[str, Any] = {name: table[name] for name in table.column_names}
        for name, value in self._constant.items():
            if name != "org" or self.reading.feed.org != "*":
                fields[name] = _repeated(value, len(table))
        if self.reading.kind == "events":
            fields["fingerprint"] = pa.array(marks[np.searchsorted(lines, numbers)], pa.int64())
            fields["day"] = pc.cast(fields["clock"], pa.date32())
        return pa.table([_as(fields[field.name], field.type) for field in self._schema],
                        self._schema)  # fmt: skip

    def _again(self, good: pa.Table) -> Any:
        """Rows an earlier file of this feed brought; its days are read once."""
        new = set(pc.unique(good["day"]).to_pylist()) - self._days
        if new:
            self._days |= new
            files = [place for day in sorted(new) for place in self._files.get(str(day), ())]
            lake = self.lake.engine.read(files, STORED)
            ours = (lake["source"] == self.batch.source) & (lake["batch"] != self.batch.batch)
            marks = self.lake.engine.arrow(lake.filter(ours).select("fingerprint"))
            self._earlier.add(np.asarray(marks["fingerprint"].to_numpy(), np.int64))
        return self._earlier.holds(np.asarray(good["fingerprint"].to_numpy(), np.int64))

    def _span(self, good: pa.Table) -> None:
        if "at" in good.column_names and len(good):
            span = pc.min_max(good["at"]).as_py()
            starts = [moment for moment in (self.batch.first, span["min"]) if moment]
            ends = [moment for moment in (self.batch.last, span["max"]) if moment]
            self.batch.first, self.batch.last = min(starts, default=None), max(ends, default=None)


def _kept(table: pa.Table, keep: Any) -> pa.Table:
    return table if keep.all() else table.filter(pa.array(keep))


def _distinct(lines: Any) -> Any:
    """The lines once each; most files give one row a line, in order."""
    return lines if (np.diff(lines) > 0).all() else np.unique(lines)


def _repeated(value: Any, count: int) -> pa.Array:
    """One value in every row."""
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([value]))


def _as(column: Any, wanted: pa.DataType) -> Any:
    if column.type == wanted:
        return column
    if pa.types.is_dictionary(wanted):
        return pc.cast(column, pa.string()).dictionary_encode()
    return pc.cast(column, wanted)
