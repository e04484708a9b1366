"""The three pages as a WSGI application: /metrics, /healthz, /readyz; the inbox may mount it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from leakwatch.errors import LeakwatchError
from leakwatch.health.asked import PATIENCE_SECONDS, Asked
from leakwatch.health.check import Check, failed
from leakwatch.health.gauges import gauges, up
from leakwatch.health.grounds import Grounds
from leakwatch.health.intake import Intake
from leakwatch.health.looking import ready

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from prometheus_client.core import Metric

TEXT, JSON = "text/plain; charset=utf-8", "application/json"
#: status, kind, body
Answer = tuple[str, str, bytes]


class Page:
    """Answers GET and HEAD; nothing it says is of anybody."""

    def __init__(self, grounds: Grounds, patience: float = PATIENCE_SECONDS) -> None:
        intake = Intake()
        self._ready = Asked(lambda: ready(grounds), patience)
        self._gauges = Asked(lambda: gauges(grounds, intake, datetime.now(UTC)), patience)
        self._pages: dict[str, Callable[[str], Answer]] = {
            "/metrics": self.metrics, "/healthz": self.alive, "/readyz": self.ready,
        }  # fmt: skip

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """As PEP 3333 has it."""
        method, page = environ["REQUEST_METHOD"], self._pages.get(environ.get("PATH_INFO", ""))
        if page is None:
            status, kind, body = "404 Not Found", TEXT, b"no such page\n"
        elif method not in ("GET", "HEAD"):
            status, kind, body = "405 Method Not Allowed", TEXT, b"GET or HEAD\n"
        else:
            status, kind, body = page(environ.get("HTTP_ACCEPT", ""))
        start(status, [
            ("Content-Type", kind), ("Content-Length", str(len(body))), ("Allow", "GET, HEAD"),
            ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ])  # fmt: skip
        return [] if method == "HEAD" else [body]

    def alive(self, _accept: str) -> Answer:
        """That this process answers."""
        return "200 OK", TEXT, b"ok\n"

    def ready(self, _accept: str) -> Answer:
        """Whether it can work, and if not, why."""
        try:
            failing = [check for check in self._ready() if not check.ok]
        except LeakwatchError as error:
            failing = [failed("looking", error)]
        status = "503 Service Unavailable" if failing else "200 OK"
        return status, JSON, _written(failing)

    def metrics(self, accept: str) -> Answer:
        """The numbers, in the format that is asked for."""
        from prometheus_client import CollectorRegistry, ProcessCollector
        from prometheus_client.exposition import choose_encoder

        registry = CollectorRegistry()
        registry.register(_Counted(self._numbers()))
        ProcessCollector(registry=registry)
        write, kind = choose_encoder(accept)
        return "200 OK", kind, write(registry)

    def _numbers(self) -> list[Metric]:
        try:
            return self._gauges()
        except LeakwatchError:
            return [up(value=False)]


class _Counted:
    """Numbers that are known already, as a registry takes them."""

    def __init__(self, found: list[Metric]) -> None:
        self._found = found

    def collect(self) -> list[Metric]:
        """All of them."""
        return self._found


def _written(failing: list[Check]) -> bytes:
    said: dict[str, Any] = {"ready": not failing, "failing": failing}
    return msgspec.json.encode(said) + b"\n"
