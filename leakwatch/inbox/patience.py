"""How long a connection may take: whoever sends, or takes, a byte now and then is let go."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol


class Patience(H11Protocol):
    """The server's own protocol, which waits for ever for the head of a request and for somebody
    to take an answer; this one does not. Of the body Guard takes care."""

    #: to say what is wanted, from the first moment or byte to the empty line
    head_seconds = 10.0
    #: to take what has been written so far
    taken_seconds = 60.0
    _asking: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody is there, and has yet to say what he wants."""
        super().connection_made(transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Some of a request, or of the body of one that was answered without it."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            _stop(self._asking)
            self._asking = None
        elif self._asking is None:
            self._ask()

    def pause_writing(self) -> None:
        """He takes less than we write."""
        super().pause_writing()
        self._taking = self.loop.call_later(self.taken_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """He has taken most of it."""
        super().resume_writing()
        _stop(self._taking)

    def on_response_complete(self) -> None:
        """All is written; what he has not taken when we have hung up is thrown away."""
        super().on_response_complete()
        self.loop.call_later(self.taken_seconds, self._throw_away)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is there any more."""
        super().connection_lost(exc)
        _stop(self._asking)
        _stop(self._taking)

    def _ask(self) -> None:
        self._asking = self.loop.call_later(self.head_seconds, self.transport.abort)

    def _throw_away(self) -> None:
        if self.transport.is_closing():
            self.transport.abort()


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
