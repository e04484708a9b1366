"""One look at a time, in a thread of its own: whoever asks meanwhile shares what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from threading import Lock, Thread
from typing import Generic, TypeVar

from leakwatch.errors import LeakwatchError, SourceError

Told = TypeVar("Told")
PATIENCE_SECONDS = 5.0


class Asked(Generic[Told]):
    """Calls `look`; a database or a disk that does not answer keeps nobody longer than that."""

    def __init__(self, look: Callable[[], Told], patience: float = PATIENCE_SECONDS) -> None:
        self.look, self.patience = look, patience
        self._lock = Lock()
        self._running: Future[Told] | None = None

    def __call__(self) -> Told:
        """What it found; SourceError where it does not end in time, or breaks."""
        try:
            return self._begun().result(self.patience)
        except TimeoutError as error:
            raise SourceError(f"no answer within {self.patience:g} s",
                              hint="is a disk or the database away?") from error  # fmt: skip
        except CancelledError as error:
            raise SourceError("looking broke off", hint="the log says where") from error

    def _begun(self) -> Future[Told]:
        with self._lock:
            if self._running is None or self._running.done():
                self._running = Future()
                Thread(target=self._run, args=(self._running,), name="look", daemon=True).start()
            return self._running

    def _run(self, told: Future[Told]) -> None:
        try:
            told.set_result(self.look())
        except LeakwatchError as error:
            told.set_exception(error)
        finally:
            # whatever else it was goes to the log; those who wait must not wait on
            told.cancel()
