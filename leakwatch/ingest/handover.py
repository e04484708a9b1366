"""Hands batches from the thread that makes them to the writer, a few at a time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

#: batches ahead of the writer: memory stays flat however large the file
AHEAD = 2


class Handover:
    """Runs an iterator in its own thread; iterate over this to take what it makes.

    The lake's writer calls us from a runtime of its own, in which the lake cannot be read again;
    and reading goes on while it writes. An exception of the maker reaches the taker as
    `RuntimeError` where it stands, and as itself from `settle`.
    """

    def __init__(self, made: Iterator[Any]) -> None:
        self._queue: queue.Queue[Any] = queue.Queue(AHEAD)
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(1, "handover")
        self._future = self._pool.submit(self._fill, made)

    def _put(self, item: Any) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    def _fill(self, made: Iterator[Any]) -> None:
        done = False
        try:
            for item in made:
                if not self._put(item):
                    return
            done = True
        finally:
            self._put(StopIteration if done else RuntimeError)

    def __iter__(self) -> Iterator[Any]:
        while (item := self._queue.get()) is not StopIteration:
            if item is RuntimeError:
                raise RuntimeError("the rows ended early")
            yield item
        self._queue.put(StopIteration)

    def exhaust(self) -> None:
        """Takes and drops what is left."""
        for _ in self:
            pass

    def settle(self) -> None:
        """Ends the maker; raises what it raised."""
        self._stopped.set()
        self._pool.shutdown()
        self._future.result()
