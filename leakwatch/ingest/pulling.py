"""New rows of a query at a database, handed on as delivered files; each row once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from leakwatch.errors import ConfigError, LeakwatchError
from leakwatch.ingest.cursor import Cursor
from leakwatch.ingest.feed import Feed
from leakwatch.ingest.pages import File, Pages
from leakwatch.ingest.reached import keep, reached
from leakwatch.ingest.spool import Left, Spool
from leakwatch.lake import Lake
from leakwatch.readers.sql import Database, opened
from leakwatch.settings import Settings, Source
from leakwatch.tokens import Key

SQLITE = "sqlite:///"
Take = Callable[[Path], None]


class Pull:
    """Pulls one source: the rows of its query that were not taken yet."""

    def __init__(
        self, feed: Feed, source: Source, settings: Settings, lake: Lake, key: Key
    ) -> None:
        section = "sources" if feed.connector.table == "events" else "context"
        self._label = f"{section}.{feed.name}"
        self._where = f"[{self._label}]"
        self.feed, self.source, self.lake = feed, source, lake
        self._url = source.url
        if source.url.startswith(SQLITE):
            self._url = SQLITE + settings.place(source.url.removeprefix(SQLITE))
        self._asked = hashlib.sha256(msgspec.json.encode(source)).hexdigest()
        self._salt = key.derive("cursor")
        self._spool = Spool(lake.path, self._label)

    def into(self, take: Take) -> None:
        """Hands each file to `take`, then remembers how far it came; first what a killed run left.

        ConfigError or SourceError where the database does not answer, or `take` refuses a file:
        the next pull asks for its rows again.
        """
        if not self.source.query.strip():
            raise ConfigError("no query", where=self._where, hint="what to SELECT at the url")
        try:
            self._finish(take)
            with opened(self._url, self._where) as database:
                for file, mark in self._files(database):
                    left = Left(file, self._asked, mark)
                    self._spool.note(left)
                    self._hand_on(left, take)
        except LeakwatchError:
            self._spool.clear()
            raise

    def _finish(self, take: Take) -> None:
        left = self._spool.left()
        if left and left.asked == self._asked:
            self._hand_on(left, take)
        self._spool.clear()

    def _hand_on(self, left: Left, take: Take) -> None:
        take(self._spool.path / left.file)
        if left.bookmark:
            keep(self.lake, left.bookmark)
        self._spool.clear()

    def _files(self, database: Database) -> Iterator[File]:
        pages = Pages(self.feed, self.source.query, self._spool, self._where)
        column = self.source.cursor
        if not column:
            return pages.whole(database)
        cursor = Cursor(column, self.source.lag, self.feed.zone, self._where)
        before = reached(self.lake, self._label, column)
        return pages.new(database, cursor, before, self._salt)
