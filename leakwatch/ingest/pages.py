"""Rows of a database, in files of so many rows each, with the bookmark to keep once one is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
import numpy.typing as npt

from leakwatch.errors import ConfigError
from leakwatch.ingest.cursor import Cursor
from leakwatch.ingest.duplicates import Seen
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.reached import Bookmark, marked
from leakwatch.ingest.spelling import Spelling, spelling
from leakwatch.ingest.spool import Spool
from leakwatch.ingest.window import Window
from leakwatch.readers.sql import Database

#: rows of one file, and of one batch
PAGE = 1_000_000
File = tuple[str, Bookmark | None]


@dataclass
class _Page:
    """What the file that is being written holds: its rows, and the ends of their cursor."""

    rows: int = 0
    first: Any = None
    last: Any = None

    def add(self, values: list[Any], fresh: npt.NDArray[np.bool_]) -> None:
        placed = [value for value in compress(values, fresh) if value is not None]
        self.rows += int(fresh.sum())
        if placed:
            self.first = placed[0] if self.first is None else self.first
            self.last = placed[-1]


class Pages:
    """Writes what a query gives into the spool; after each file that is whole, its name."""

    def __init__(self, feed: Feed, query: str, spool: Spool, where: str) -> None:
        self.feed, self.query, self.spool, self.where = feed, query, spool, where

    def _named(self, what: str, ending: str) -> str:
        return f"{self.feed.name} {what}{ending}".replace("/", "_")

    def whole(self, database: Database) -> Iterator[File]:
        """Every row, in one file: its digest tells whether it is new."""
        names, chunks = database.whole(self.query)
        spelt, written = spelling(self.feed.connector, names, self.where), False
        with closing(chunks):
            for chunk in chunks:
                self.spool.write(spelt.lines(chunk), spelt.head())
                written = True
        if written:
            yield self._named("whole", spelt.ending), None

    def new(
        self, database: Database, cursor: Cursor, before: Bookmark, salt: bytes
    ) -> Iterator[File]:
        """Rows not taken before: what is dated after the bookmark, and what came late."""
        names = database.names(self.query)
        if cursor.column not in names:
            raise ConfigError(f"no column {cursor.column!r} for the cursor", where=self.where,
                              hint=f"the query gives: {', '.join(names)}")  # fmt: skip
        place, spelt = names.index(cursor.column), spelling(self.feed.connector, names, self.where)
        remembered, window, page = Seen(), Window(before, cursor), _Page()
        remembered.add(before.remembered)
        since = database.since(self.query, cursor.column, cursor.bound(before.value))
        with closing(since):
            for chunk in since:
                values, lines = [row[place] for row in chunk], spelt.lines(chunk)
                marks = marked(lines, salt)
                fresh = ~remembered.holds(marks)
                window.add(values, marks)
                page.add(values, fresh)
                self.spool.write(list(compress(lines, fresh)), spelt.head())
                if page.rows >= PAGE:
                    yield self._file(page, cursor, spelt), window.bookmark(ended=False)
                    page = _Page()
        if page.rows:
            yield self._file(page, cursor, spelt), window.bookmark(ended=True)

    def _file(self, page: _Page, cursor: Cursor, spelt: Spelling) -> str:
        return self._named(cursor.shown(page.first, page.last), spelt.ending)
