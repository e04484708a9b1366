"""What every answer carries, and what no request gets past: headers, size, time, other sites."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
Known = Callable[[MutableMapping[str, Any]], Awaitable[bool]]

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
#: what changes nothing
SAFE = ("GET", "HEAD", "OPTIONS")
#: a form of ours, or an address typed by hand
OURS = (b"same-origin", b"none")
REFUSED = b"refused: too large, too slow, or of another site\n"
#: nothing anybody sends here is larger, but for files of those who may send some, few at once
LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_FILE_BYTES = 10 * 1024 * 1024 + 64 * 1024
FILES = re.compile(r"(?:/api/v1)?/matters/M[0-9]{1,9}/measures/[0-9]{1,9}/proofs")
FILES_AT_ONCE = 4
#: whoever takes longer to say what he wants is let go
BODY_SECONDS = 20.0


async def nobody(_scope: MutableMapping[str, Any]) -> bool:
    """Files are taken from nobody."""
    return False


class Guard:
    """Adds headers, refuses bodies that are too large or too slow and forms of other sites.

    `sends` says who may send files: others take nobody's turn, and are answered as without a file.
    """

    def __init__(self, app: Application, sends: Known = nobody) -> None:
        self.app, self.sends, self.files = app, sends, asyncio.Semaphore(FILES_AT_ONCE)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif (scope["method"] == "POST" and FILES.fullmatch(scope["path"])
              and await self.sends(scope)):  # fmt: skip
            async with self.files:
                await self._answer(scope, receive, send, LARGEST_FILE_BYTES)
        else:
            await self._answer(scope, receive, send, LARGEST_BYTES)

    async def _answer(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send, most: int
    ) -> None:  # fmt: skip
        static = str(scope["path"]).startswith("/static/")

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_headers(static)]
            await send(message)

        refused = 403 if _foreign(scope) else await _body(receive, scope, most)
        if isinstance(refused, int):
            await _refuse(guarded, refused)
            return
        await self.app(scope, _given(refused, receive), guarded)


def _headers(static: bool) -> list[tuple[bytes, bytes]]:
    kept = "public, max-age=3600" if static else "no-store"
    every = HEADERS | {"cache-control": kept}
    return [(name.encode(), value.encode()) for name, value in every.items()]


def _foreign(scope: MutableMapping[str, Any]) -> bool:
    """Whether another site's page sends this: signing in has no secret that it could lack."""
    said = dict(scope["headers"])
    if scope["method"] in SAFE:
        return False
    if site := said.get(b"sec-fetch-site"):
        return site not in OURS
    # without TLS a browser tells the origin alone
    origin = said.get(b"origin")
    return origin is not None and origin.partition(b"://")[2] != said.get(b"host")


async def _body(receive: Receive, scope: MutableMapping[str, Any], most: int) -> bytes | int:
    """The whole body of at most so many bytes, or the status to refuse it with."""
    said = dict(scope["headers"]).get(b"content-length", b"0")
    if not said.isdigit() or int(said) > most:
        return 413
    parts, size = list[bytes](), 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return 400
                parts.append(message.get("body", b""))
                size += len(parts[-1])
                if size > most:
                    return 413
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        return 408


def _given(body: bytes, receive: Receive) -> Receive:
    told = False

    async def again() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status,
                "headers": [(b"content-type", b"text/plain; charset=utf-8")]})  # fmt: skip
    await send({"type": "http.response.body", "body": REFUSED})
