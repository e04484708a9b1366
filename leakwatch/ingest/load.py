"""One file into the lake, in one commit: nothing twice, nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from operator import attrgetter

import pyarrow as pa

from leakwatch.engine import Engine
from leakwatch.ingest.batch import BATCHES, QUARANTINE, Batch
from leakwatch.ingest.feed import Feed, Reading
from leakwatch.ingest.handover import Handover
from leakwatch.ingest.passing import Passing
from leakwatch.ingest.retaking import line_ends
from leakwatch.ingest.stored import arrow_schema, stored
from leakwatch.ingest.undoing import Journal, Unfinished
from leakwatch.ingest.watching import Watching
from leakwatch.lake import Lake
from leakwatch.readers.decoding import MisreadError
from leakwatch.readers.opening import RawFile
from leakwatch.tokens import Key
from leakwatch.vault import Vault

WITHIN = "; the file ends within this line"


class Loader:
    """Takes files of one feed into the lake."""

    def __init__(self, feed: Feed, lake: Lake, engine: Engine, key: Key) -> None:
        self.feed, self.lake = feed, lake
        self.kind = feed.connector.table
        self.reading = Reading(feed, engine, key)
        self.journal = Journal(lake)
        self._watching = Watching(self.reading, lake)

    def load(self, raw: RawFile, vault: Vault | None = None) -> Batch:
        """Reads the file, writes its rows, its quarantine and last its counts; keeps it in a vault.

        SourceError refuses the file whole, and nothing of it is written.
        """
        with _sealing(vault, raw) as sealed:
            try:
                return self._loaded(raw, sealed)
            except MisreadError as error:
                return self._loaded(error.raw, sealed)

    def _loaded(self, raw: RawFile, sealed: Callable[[], None]) -> Batch:
        under_way = Unfinished(self.feed.name, raw.digest, self.kind,
                               state=self.lake.version(self.kind))  # fmt: skip
        self.journal.begin(under_way)
        batch = Batch(raw.digest, self.feed.name, self.kind, raw.name, reach=raw.reach)
        try:
            self._rows(raw, batch, sealed, under_way.once)
        except BaseException:
            # nothing is in: there is nothing to take back
            if not self.lake.has(self.kind, under_way.once):
                self.journal.end()
            raise
        self._told(batch, under_way.once)
        self.journal.end()
        return batch

    def _rows(self, raw: RawFile, batch: Batch, sealed: Callable[[], None], once: str) -> None:
        passing = Passing(self.reading, self.lake, raw, batch, self._watching.file(batch))

        def rows() -> Iterator[pa.RecordBatch]:
            yield from passing.batches()
            # no row is in the lake whose file is not in the vault
            sealed()

        self._append(Handover(rows()), once)
        if batch.wrong and (last := _open_line(raw)):
            batch.wrong = [
                replace(row, reason=row.reason + WITHIN) if row.line == last else row
                for row in batch.wrong
            ]

    def _told(self, batch: Batch, once: str) -> None:
        """Writes what was set aside, and the counts."""
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

    def _append(self, rows: Handover, once: str) -> None:
        schema = arrow_schema(stored(self.kind))
        try:
            if self.kind == "events":
                self.lake.append_days(self.kind, rows, schema, once)
            else:
                reader = pa.RecordBatchReader.from_batches(schema, iter(rows))
                self.lake.append(self.kind, reader, once)
            rows.exhaust()
        finally:
            # where the rows ended early, this raises why
            rows.settle()


@contextmanager
def _sealing(vault: Vault | None, raw: RawFile) -> Iterator[Callable[[], None]]:
    """Keeps the file in the vault meanwhile; what it gives waits for that, or says why not."""
    if vault is None:
        yield lambda: None
        return
    with ThreadPoolExecutor(1, "vault") as pool:
        yield pool.submit(vault.keep, raw).result


def _open_line(raw: RawFile) -> int | None:
    """The number of the last line, where it has no end; None where it has, or none can follow."""
    opened = raw.reach.open if raw.reach else None
    if opened is None or _last(raw) == b"\n":
        return None
    parts = raw.parts or ((0, raw.size),)
    above = tuple((begins, min(ends, opened)) for begins, ends in parts if begins < opened)
    return line_ends(replace(raw, parts=above)) + 1 if above else 1


def _last(raw: RawFile) -> bytes:
    begins, ends = (raw.parts or ((0, raw.size),))[-1]
    return next(replace(raw, parts=((max(begins, ends - 1), ends),)).chunks(1), b"")
