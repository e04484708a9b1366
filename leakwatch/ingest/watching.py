"""What a file shows of its feed as it passes: columns, listed words, numbers of the rows."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leakwatch import events
from leakwatch.connector import RECORD
from leakwatch.ingest.batch import APART, Batch
from leakwatch.ingest.layouts import Layouts
from leakwatch.ingest.numbering import Runs
from leakwatch.ingest.refine import DIGITS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.engine import Run
    from leakwatch.ingest.feed import Reading
    from leakwatch.lake import Lake
    from leakwatch.readers.rows import Rows

#: a column with more unknown words than this is no list: none of them is repeated
MOST_WORDS = 20
MANY_WORDS = "(many words)"
#: headers of a file that the connector does not know, and how much of each is repeated
MOST_EXTRA, LONGEST = 50, 40
#: records whose keys are looked at in each piece; an absent one is searched for in all
MOST_LOOKED_AT = 200
#: so few records need not hold every key, and a key in less than half of them need not either
FEW, OFTEN = 20, 0.5


class Watching:
    """Watches the files of one feed; asks the lake once, before the first."""

    def __init__(self, reading: Reading, lake: Lake) -> None:
        self.reading, self._lake = reading, lake
        connector, schema = reading.feed.connector, reading.feed.connector.schema()
        # the text of a line has no columns but those of what becomes of it
        wanted = schema or events.TABLES[reading.kind]
        self.columns = {column: reading.feed.names.get(column, (column,)) for column in wanted}
        self.known = {
            column: pa.array([*words, ""], pa.string())
            for column, words in connector.known.items() if schema.get(column) == "string"
        }  # fmt: skip
        self.is_json = connector.format in ("json", "xml")
        self.is_line = connector.format == "lines"
        # such a file names no columns: one is there where rows say something in it
        self.nameless = self.is_json or self.is_line or connector.format == "headless"

    @cached_property
    def layouts(self) -> Layouts:
        """The columns of the files before."""
        return Layouts.read(self._lake, self.reading.feed.name)

    def file(self, batch: Batch) -> Watched:
        """Begins a file."""
        return Watched(self, self.layouts, batch)

    @cached_property
    def words(self) -> Run:
        """Listed columns of raw records, as text."""
        wanted = dict.fromkeys(self.known, "string")

        def listed(raw: ir.Table) -> ir.Table:
            return self.reading.engine.unpacked(raw, wanted).select(*wanted)

        return self.reading.engine.prepared({"line": "int64", RECORD: "string"}, listed)


class Watched:
    """One file as it passes, noted in its batch."""

    def __init__(self, watching: Watching, layouts: Layouts, batch: Batch) -> None:
        self.watching, self.layouts, self.batch = watching, layouts, batch
        self._names: set[str] = set()
        self._keys, self._records = Counter[str](), 0
        self._runs, self._unread = Runs(), 0

    def see(self, rows: Rows, table: pa.Table, made: pa.Table) -> None:
        """A piece of the file; `table` are its rows without those that repeat, `made` what became
        of them."""
        self._names |= set(rows.names)
        if self.watching.is_json:
            self._look(table[RECORD])
        elif self.watching.nameless:
            self._weigh(made if self.watching.is_line else table)
        self._count(table)
        numbers = self.watching.reading.numbers
        self._unread += len(rows.wrong)
        if numbers:
            found = numbers(table.drop_columns(["fingerprint"]))["sequence"].drop_null()
            self._runs.add(np.asarray(found.to_numpy(), np.int64))

    def end(self) -> None:
        """The file is whole: puts what it showed into the batch."""
        batch = self.batch
        if self._names and not (self.watching.nameless and self._records < FEW):
            self._lay_out()
        if self._runs.ends:
            batch.sequence_first, batch.sequence_last = self._runs.ends
            # a row that could not be read has its number all the same
            batch.sequence_holes = max(self._runs.holes - self._unread, 0)
        self._hush()

    def _lay_out(self) -> None:
        """The columns that are there, and what became of those of the files before."""
        columns, batch = self.watching.columns, self.batch
        there = {column for column, headers in columns.items()
                 if headers and set(headers) <= self._names}  # fmt: skip
        seldom = {name for name in there if self.watching.nameless
                  and self._keys[name] < OFTEN * self._records}  # fmt: skip
        given = {header for headers in columns.values() for header in headers}
        spare = sorted(self._names - given - {""})[:MOST_EXTRA]
        batch.columns = tuple(name for name in columns if name in there - seldom)
        batch.extra = tuple(dict.fromkeys(_plain(name) for name in spare))
        self.layouts.compare(batch, frozenset(there))

    def _look(self, records: pa.ChunkedArray) -> None:
        """Notes the keys of the records that say something."""
        near = records.slice(0, MOST_LOOKED_AT).to_pylist()
        self._records += len(near)
        for record in near:
            self._keys.update(_said(record))
        self._names |= set(self._keys)
        for name in self.layouts.had & set(self.watching.columns) - self._names:
            pattern = rf'"{re.escape(name)}"\s*:\s*[^n\s]'
            if pc.any(pc.match_substring_regex(records, pattern)).as_py():
                self._names.add(name)

    def _weigh(self, rows: pa.Table) -> None:
        """Notes which columns say something: by position, a cell less moves what is behind it."""
        self._records += len(rows)
        said = {name: len(rows) - rows[name].null_count for name in self.watching.columns}
        self._keys.update({name: count for name, count in said.items() if count})
        self._names |= set(self._keys)

    def _count(self, table: pa.Table) -> None:
        """Counts the words that no list has."""
        if not self.watching.known or not len(table):
            return
        if self.watching.is_json:
            table = self.watching.words(table.select(["line", RECORD]))
        for column, words in self.watching.known.items():
            if column not in table.column_names:
                continue
            counts = pa.Table.from_struct_array(pc.value_counts(table[column].drop_null()))
            listed = pc.is_in(counts["values"].cast(pa.string()), words)
            for odd in counts.filter(pc.invert(listed)).to_pylist():
                self.batch.drift[column, _plain(odd["values"])] += odd["counts"]

    def _hush(self) -> None:
        """Where a listed column holds all kinds of words, they may be anybody's: tells none."""
        drift = self.batch.drift
        for column, words in Counter(column for column, _ in drift).items():
            if words > MOST_WORDS:
                mine = [key for key in drift if key[0] == column]
                drift[column, MANY_WORDS] = sum(drift.pop(key) for key in mine)


def _said(record: str) -> set[str]:
    """The keys of a record whose value is not null."""
    try:
        fields = msgspec.json.decode(record, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return set()
    return {name for name, value in fields.items() if bytes(value) != b"null"}


def _plain(word: str) -> str:
    """A word fit for a list in one cell, without digits in a row: it might be a key after all."""
    return DIGITS.sub("…", word.replace(APART, ", ").replace("\n", " "))[:LONGEST]
