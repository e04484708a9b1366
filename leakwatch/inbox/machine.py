"""What pages of the machine look at: its health, feeds and quarantine, each kept until it changes.

It reads the lake by small engines of its own: one for pages, so that nobody waits for another
page's evidence, and one for what is counted aside, so that no page waits for that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

from fastapi import Depends, Request

from leakwatch.health.asked import Asked
from leakwatch.health.grounds import Grounds
from leakwatch.health.looking import health
from leakwatch.inbox.fresh import PATIENCE_SECONDS, Fresh

if TYPE_CHECKING:
    from leakwatch.health.check import Check
    from leakwatch.lake import Lake

Told = TypeVar("Told")
#: looking at all of it takes a while on a large lake
HEALTH_SECONDS = 20.0


class Reader:
    """A small engine over the lake, opened when it is first asked; one asks at a time."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds, self._turn = grounds, Lock()
        self._lake: Lake | None = None

    def __call__(self, ask: Callable[[Lake], Told]) -> Told:
        """What the lake answers."""
        with self._turn:
            return ask(self._opened())

    def _opened(self) -> Lake:
        if self._lake is None:
            from leakwatch.engine import DuckDB
            from leakwatch.lake import Lake

            settings = self._grounds.settings()
            self._lake = Lake(settings.place(settings.lake.path), DuckDB(threads=1))
        return self._lake

    def close(self) -> None:
        """Lets go of the engine."""
        if self._lake is not None:
            self._lake.engine.close()


class Machine:
    """Opened with the application, and closed with it."""

    def __init__(self, settings: Path) -> None:
        self.grounds = Grounds(settings)
        #: what the lake answers pages, and what is counted aside
        self.asked, self.aside = Reader(self.grounds), Reader(self.grounds)
        self._places = Lock()
        self._by_version: dict[str, tuple[int, Any]] = {}
        self._by_clock: dict[str, Fresh[Any]] = {}
        self._health = Asked(lambda: health(self.grounds, datetime.now(UTC)), HEALTH_SECONDS)
        #: held by whoever reads the whole trail
        self.verifying = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self.asked.close()
        self.aside.close()
        with self.grounds.turn:
            self.grounds.__exit__(kind, error, trace)

    def health(self) -> list[Check]:
        """Everything there is to look at; SourceError where that takes too long."""
        return self._health()

    def kept(self, table: str, name: str, ask: Callable[[Lake], Told]) -> Told:
        """What the lake answers, asked anew only where the table has another version."""

        def known(lake: Lake) -> Told:
            version = lake.version(table)
            if name not in self._by_version or self._by_version[name][0] != version:
                self._by_version[name] = (version, ask(lake))
            told: Told = self._by_version[name][1]
            return told

        return self.asked(known)

    def fresh(
        self, name: str, seconds: float, ask: Callable[[], Told],
        patience: float = PATIENCE_SECONDS,
    ) -> Told:  # fmt: skip
        """What was found, counted anew aside when it is so old; SourceError where none is yet."""
        with self._places:
            place = self._by_clock.setdefault(name, Fresh(seconds, patience))
        return place(ask)


def at_machine(request: Request) -> Machine:
    """The machine of the application."""
    machine: Machine = request.app.state.machine
    return machine


AtMachine = Annotated[Machine, Depends(at_machine)]
