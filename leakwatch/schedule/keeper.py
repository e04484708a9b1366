"""Keeps the lease while its holder works, and takes it where its holder does not."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import suppress
from threading import Event, Thread
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Self

from leakwatch.errors import SourceError
from leakwatch.store import leases

if TYPE_CHECKING:
    from leakwatch.store import Store
    from leakwatch.store.fences import Held

SCHEDULER = "scheduler"


def me() -> str:
    """How a process signs: host, number, a word of chance."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}:{secrets.token_hex(4)}"


def ours(holder: str) -> bool:
    """True where this process signed so."""
    return holder.rpartition(":")[0] == me().rpartition(":")[0]


class Watcher:
    """Watches a lease that another holds; `patience` in seconds of our own stopwatch."""

    def __init__(self, store: Store, patience: float, name: str = SCHEDULER) -> None:
        self.store, self.patience, self.name, self.me = store, patience, name, me()
        self._seen: tuple[int, int] | None = None
        self._since = monotonic()

    def take(self) -> Held | None:
        """The lease, if it is free or its holder has been still for too long."""
        found = leases.look(self.store, self.name)
        now = (found.fence, found.beat) if found else None
        if now != self._seen:
            self._seen, self._since = now, monotonic()
        free = found is None or not found.holder
        if not (free or monotonic() - self._since >= self.patience):
            return None
        held = leases.take(self.store, self.name, self.me, found, within=self.patience / 2)
        # whoever was before us, or waited as we did, gets all our patience anew
        self._seen = None
        return held


class Keeper:
    """Renews a lease from a thread of its own until it is let go or lost."""

    def __init__(self, store: Store, held: Held, patience: float) -> None:
        self.store, self.held = store, held
        self.lost, self._end = Event(), Event()
        self._every = patience / 4
        self._thread = Thread(target=self._renew, name="lease", daemon=True)

    def _renew(self) -> None:
        try:
            self._beat()
        finally:
            # a holder that does not beat is none, whatever ended it
            if not self._end.is_set():
                self.lost.set()

    def _beat(self) -> None:
        while not self._end.wait(self._every):
            try:
                kept = leases.renew(self.store, self.held)
            except SourceError:
                # the database is away; whether another has the lease, it will say later
                continue
            if not kept:
                return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._end.set()
        self._thread.join()
        if not self.lost.is_set():
            # where the database is away, others wait until they have seen us still for long
            with suppress(SourceError):
                leases.release(self.store, self.held)
