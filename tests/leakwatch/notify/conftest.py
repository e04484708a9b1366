"""A store of alerts, real servers that take messages, and channels to them."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from leakwatch import settings as reading
from leakwatch import store as stores
from leakwatch.engine import DuckDB
from leakwatch.lake import Lake
from leakwatch.notify import find
from leakwatch.notify.delivering import deliver
from leakwatch.store.alerts import Alert
from leakwatch.store.deliveries import Delivery
from leakwatch.store.windows import Window

NOW = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


class Web(ThreadingHTTPServer):
    """Takes what is posted; after `seconds` it answers with `status` and `answer`, or `raw`."""

    daemon_threads = True
    # as many as ask at once
    request_queue_size = 64

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taking)
        self.status, self.seconds, self.answer, self.raw = 200, 0.0, b"{}", None
        self.got: list[tuple[str, dict, dict]] = []

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def titles(self) -> list[str]:
        return [body["title"] for _, _, body in self.got]


class Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), json.loads(body)))
        time.sleep(self.server.seconds)
        if self.server.raw is not None:
            self.wfile.write(self.server.raw)
            return
        try:
            self.send_response(self.server.status)
            if self.server.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(self.server.answer)
        except OSError:
            # who asked has gone
            pass

    def log_message(self, *_):
        """Says nothing."""


@contextmanager
def serving():
    server = Web()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def web():
    with serving() as server:
        yield server


@pytest.fixture
def another():
    with serving() as server:
        yield server


@pytest.fixture
def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@dataclass
class Desk:
    """One organisation's store, and the settings of its channels."""

    path: Path
    store: stores.Store
    lake: Lake
    channels: dict[str, str]
    more: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    top: str = ""
    name: str = "carrier"
    language: str = "en"
    notify: str = 'link = "https://inbox.example"\n'

    @property
    def settings(self) -> reading.Settings:
        toml = f'[organisation]\nname = "{self.name}"\nlanguage = "{self.language}"\n{self.top}'
        toml += f"\n[notify]\n{self.notify}"
        for name, url in self.channels.items():
            toml += f'\n[notify.channels.{name}]\nurl = "{url}"\n{self.more[name]}\n'
        place = self.path / "leakwatch.toml"
        place.write_text(toml, encoding="utf-8")
        return reading.read(place)

    def alert(self, number: int, **columns) -> None:
        given = {
            "actor": f"{number:032x}", "org": "carrier", "opened": NOW, "first": date(2026, 3, 7),
            "last": date(2026, 3, 9), "severity": 3, "p": 0.01, "score": 9.0,
            "detectors": "bulk_lookup;no_case", "because": "opened many", "subjects": 412,
            "records": 900, "status": "open", "rank": number,
        } | columns  # fmt: skip
        with self.store.writing() as session:
            session.add(Alert(id=f"A{number}", number=number, **given))

    def change(self, number: int, **columns) -> None:
        with self.store.writing() as session:
            found = session.get(Alert, f"A{number}")
            for name, value in columns.items():
                setattr(found, name, value)

    def window(self, job: str, due: datetime, state: str, **columns) -> None:
        given = {"settings_hash": "s", "asked_by": "clock", "attempts": 1} | columns
        with self.store.writing() as session:
            session.add(Window(job=job, due=due, state=state, **given))

    def find(self, now: datetime = NOW) -> int:
        return find(self.settings, self.lake, self.store, now)

    def deliver(self, now: datetime = NOW) -> int:
        return deliver(self.settings, self.store, now)

    def tell(self, now: datetime = NOW) -> int:
        self.find(now)
        return self.deliver(now)

    def begin(self) -> None:
        """What comes from now on is told; the first digests are out of the way."""
        self.find(NOW - timedelta(days=1))
        with self.store.writing() as session:
            for one in session.query(Delivery).filter_by(state="waiting"):
                one.state = "sent"

    def rows(self, **columns) -> list[Delivery]:
        with self.store.reading() as session:
            return session.query(Delivery).filter_by(**columns).order_by(Delivery.id).all()


@pytest.fixture(scope="session")
def an_engine():
    engine = DuckDB(threads=1)
    yield engine
    engine.close()


@pytest.fixture
def desk(url, tmp_path, an_engine, web):
    with stores.open(url) as store:
        lake = Lake(str(tmp_path / "lake"), an_engine)
        yield Desk(tmp_path, store, lake, {"ops": f"json://127.0.0.1:{web.port}/hook"})
