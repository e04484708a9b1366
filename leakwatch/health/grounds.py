"""What is looked at, opened for reading and kept open; nothing is made where it is missing,
and nothing is brought up to date."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from leakwatch import pipeline, tokens
from leakwatch import settings as reading
from leakwatch import store as stores
from leakwatch.errors import ConfigError

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings
    from leakwatch.store import Store

EMBEDDED = "sqlite:///"
GONE = "is its disk mounted? `leakwatch restore` brings it back"


class Grounds:
    """Settings, store and lake of one organisation; `turn` lets one look at a time."""

    def __init__(self, place: Path) -> None:
        self.place, self.turn = place, RLock()
        self._store: tuple[str, Store] | None = None
        self._lake: tuple[str, Lake] | None = None

    def settings(self) -> Settings:
        """The settings as they stand now; ConfigError where they cannot be read."""
        return reading.read(self.place)

    def store(self, settings: Settings) -> Store:
        """The store as it stands; ConfigError where there is none, or one that is behind."""
        url = pipeline.address(settings)
        file = database(settings)
        if file and not file.exists():
            raise ConfigError("there is no store", where=str(file), hint=GONE)
        if self._store is None or self._store[0] != url:
            self.close()
            self._store = (url, stores.look(url))
        return self._store[1]

    def lake(self, settings: Settings) -> Lake:
        """The lake, read by a small engine of our own; ConfigError where there is none."""
        from leakwatch.engine import DuckDB
        from leakwatch.lake import Lake

        path = settings.place(settings.lake.path)
        if not Path(path, "key.mark").exists():
            raise ConfigError("there is no lake", where=path, hint=GONE)
        if self._lake is None or self._lake[0] != path:
            self._lake = (path, Lake(path, DuckDB(threads=1)))
        return self._lake[1]

    def key(self, settings: Settings) -> tokens.Key:
        """The key; ConfigError where there is none, or another than the lake's."""
        key = tokens.load(settings)
        self.lake(settings).sealed(key)
        return key

    def close(self) -> None:
        """Lets go of the store's connections."""
        if self._store:
            self._store[1].close()
        self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.close()
        if self._lake:
            self._lake[1].engine.close()
        self._lake = None


def database(settings: Settings) -> Path | None:
    """The file of an embedded store; None for a server's, whose secrets need not be given."""
    kind, named, _ = settings.store.url.partition("://")
    if named and "$" not in kind and not settings.store.url.startswith(EMBEDDED):
        return None
    url = pipeline.address(settings)
    return Path(url.removeprefix(EMBEDDED)).absolute() if url.startswith(EMBEDDED) else None
