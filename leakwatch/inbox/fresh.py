"""What takes long to count: counted aside, kept for a while, and shown while it is counted anew."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread
from time import monotonic
from typing import Generic, TypeVar

from leakwatch.errors import SourceError

Told = TypeVar("Told")
#: nobody waits longer for what was never counted
PATIENCE_SECONDS = 10.0


class Fresh(Generic[Told]):
    """Calls `ask` in a thread of its own when what it said last is `seconds` old."""

    def __init__(self, seconds: float, patience: float = PATIENCE_SECONDS) -> None:
        self.seconds, self.patience = seconds, patience
        self._lock = Lock()
        self._running: Future[Told] | None = None
        self._last: Future[Told] | None = None
        self._at = 0.0

    def __call__(self, ask: Callable[[], Told]) -> Told:
        """What was said last; SourceError where nothing was yet, and it takes too long."""
        with self._lock:
            if self._running is not None and self._running.done():
                self._last, self._running, self._at = self._running, None, monotonic()
            old = self._last is None or monotonic() - self._at > self.seconds
            if self._running is None and (old or self._broke()):
                self._running = Future()
                Thread(target=_run, args=(ask, self._running), name="count", daemon=True).start()
            waited = None if self._broke() else self._last
            said = waited or self._running or Future()
        try:
            return said.result(self.patience)
        except TimeoutError as error:
            raise SourceError("it is still being counted", hint="look again in a moment") from error

    def _broke(self) -> bool:
        return self._last is not None and self._last.exception() is not None


def _run(ask: Callable[[], Told], told: Future[Told]) -> None:
    try:
        told.set_result(ask())
    except BaseException as error:  # noqa: BLE001 — whoever waits for it is told
        told.set_exception(error)
