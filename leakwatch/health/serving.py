"""A small server of the standard library: a thread each, few at a time, none for long."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Lock, Thread, Timer
from typing import IO, TYPE_CHECKING, Any, cast
from wsgiref.handlers import SimpleHandler
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from leakwatch import listening, logs
from leakwatch.errors import ConfigError
from leakwatch.health.grounds import Grounds
from leakwatch.health.page import Page

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

#: what a client is given from its first byte to our last, however slowly it speaks
SECONDS = 10.0
AT_ONCE = 32
LONGEST_LINE = 4096


class _Answering(SimpleHandler):
    """Says neither what program answers nor, where it broke, why."""

    server_software = ""
    error_body = b"something broke\n"

    def log_exception(self, exc_info: Any) -> None:
        """The place goes to the log, not to the client."""
        logs.log().error("a page broke", **logs.place(exc_info[1]))


class _Asking(WSGIRequestHandler):
    """One request a connection."""

    server: Server
    timeout = SECONDS
    # for requests that are none; the default is a page about this server
    error_message_format = "%(code)d\n"
    error_content_type = "text/plain"

    def handle(self) -> None:
        """Reads a request and lets the application answer."""
        with suppress(OSError):
            self.raw_requestline = self.rfile.readline(LONGEST_LINE + 1)
            if len(self.raw_requestline) > LONGEST_LINE:
                self.requestline = self.request_version = self.command = ""
                self.send_error(414)
            elif self.parse_request():
                handler = _Answering(cast("IO[bytes]", self.rfile), cast("IO[bytes]", self.wfile),
                                     self.get_stderr(), self.get_environ())  # fmt: skip
                handler.http_version = "1.0"
                handler.run(self.server.app)

    def send_header(self, keyword: str, value: str) -> None:
        """All but the name of this program."""
        if keyword != "Server":
            super().send_header(keyword, value)

    def address_string(self) -> str:
        """The address, not its name: nobody waits for a resolver."""
        return str(self.client_address[0])

    def log_message(self, *_: object) -> None:
        """Nothing: a probe a few seconds is no news."""


class Server(ThreadingMixIn, WSGIServer):
    """Hangs up on whoever came first where too many are there, so that nobody is kept out."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, host: str, port: int, app: WSGIApplication, seconds: float) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._open, self._turn, self._seconds = list[socket.socket](), Lock(), seconds
        super().__init__((host, port), _Asking)
        self.app = app

    def server_bind(self) -> None:
        """Without asking a resolver for our own name."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "leakwatch", self.server_address[1]
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Makes room, then begins a thread."""
        with self._turn:
            self._open.append(request)
            if len(self._open) > AT_ONCE:
                _hang_up(self._open.pop(0))
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Ends in time, whatever the client does."""
        end = Timer(self._seconds, _hang_up, [request])
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            with self._turn, suppress(ValueError):
                self._open.remove(request)

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """Nothing: who asked has gone."""


def _hang_up(request: socket.socket) -> None:
    with suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(listen: str, app: WSGIApplication, seconds: float = SECONDS) -> Iterator[str]:
    """Serves from a thread while this lasts; the address it has. ConfigError for one we cannot
    have."""
    host, port = listening.address(listen)
    try:
        server = Server(host, port, app, seconds)
    except OSError as error:
        raise ConfigError(f"cannot listen there: {error.strerror}", where=listen,
                          hint="choose another address in [watch] listen") from error  # fmt: skip
    thread = Thread(target=server.serve_forever, name="watch", daemon=True)
    thread.start()
    try:
        yield f"{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def watched(settings: Path, listen: str) -> Iterator[None]:
    """Serves the pages of these settings where `listen` says; nothing where it says nothing."""
    with ExitStack() as opened:
        if listen:
            grounds = opened.enter_context(Grounds(settings))
            address = opened.enter_context(serving(listen, Page(grounds)))
            logs.log().info("listens", address=address)
        yield
