"""What pages of the machine look at: its health, feeds and quarantine, each kept until it changes.

It reads the lake by a small engine of its own, so that nobody waits for another page's evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

from fastapi import Depends, Request

from leakwatch.health.asked import Asked
from leakwatch.health.grounds import Grounds
from leakwatch.health.looking import health
from leakwatch.inbox.fresh import Fresh

if TYPE_CHECKING:
    from leakwatch.health.check import Check
    from leakwatch.lake import Lake

Told = TypeVar("Told")
#: looking at all of it takes a while on a large lake
PATIENCE_SECONDS = 20.0


class Machine:
    """Opened with the application, and closed with it."""

    def __init__(self, settings: Path) -> None:
        self.grounds = Grounds(settings)
        self._ours = ExitStack()
        self._turn, self._places = Lock(), Lock()
        self._lake: Lake | None = None
        self._by_version: dict[str, tuple[int, Any]] = {}
        self._by_clock: dict[str, Fresh[Any]] = {}
        self._health = Asked(lambda: health(self.grounds, datetime.now(UTC)), PATIENCE_SECONDS)
        #: held by whoever reads the whole trail
        self.verifying = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._ours.close()
        with self.grounds.turn:
            self.grounds.__exit__(kind, error, trace)

    def health(self) -> list[Check]:
        """Everything there is to look at; SourceError where that takes too long."""
        return self._health()

    def asked(self, ask: Callable[[Lake], Told]) -> Told:
        """What the lake answers; one asks at a time."""
        with self._turn:
            return ask(self._opened())

    def kept(self, table: str, name: str, ask: Callable[[Lake], Told]) -> Told:
        """The same, asked anew only where the table has another version."""
        with self._turn:
            lake = self._opened()
            version = lake.version(table)
            if name not in self._by_version or self._by_version[name][0] != version:
                self._by_version[name] = (version, ask(lake))
            told: Told = self._by_version[name][1]
            return told

    def fresh(self, name: str, seconds: float, ask: Callable[[], Told]) -> Told:
        """What was found, counted anew aside when it is so old; SourceError where none is yet."""
        with self._places:
            place = self._by_clock.setdefault(name, Fresh(seconds))
        return place(ask)

    def _opened(self) -> Lake:
        if self._lake is None:
            from leakwatch.engine import DuckDB
            from leakwatch.lake import Lake

            settings = self.grounds.settings()
            engine = DuckDB(threads=1)
            self._ours.callback(engine.close)
            self._lake = Lake(settings.place(settings.lake.path), engine)
        return self._lake


def at_machine(request: Request) -> Machine:
    """The machine of the application."""
    machine: Machine = request.app.state.machine
    return machine


AtMachine = Annotated[Machine, Depends(at_machine)]
