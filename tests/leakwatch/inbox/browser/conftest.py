"""A real server over the made-up organisations, with a hostile log among theirs, and a browser."""

import json
import os
import re
import runpy
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from leakwatch import pipeline, settings
from leakwatch.store import closing, evidence, matters, measures, membership, sign_ins, users

#: the commands are tried on the same world
DEMO = runpy.run_path(str(Path(__file__).parents[2] / "whole" / "demo.py"))

ROLES = ("analyst", "investigator", "supervisor", "auditor", "admin")
LANGUAGES = ("en", "zh")
PASSWORD = "correct horse battery"
CALLED = ("chromium", "chromium-browser", "google-chrome")
#: what a log may hold: each would do something, where it is not escaped
HOSTILE = (
    "<script>document.title='owned'</script>",
    "\"><img src=x onerror=document.title='owned'>",
    "{{7919*104729}}${7919*104729}",
    "javascript:document.title='owned'",
    "=HYPERLINK(1)",
)
HEAD = "工号,营业厅编码,操作时间,业务类型,查询号码,终端IP"
EVIL = """
[sources.hostile]
connector = "telecom_crm"
path = "logs/hostile/*"
org = "<script>document.title='owned'<!--"
zone = "Asia/Shanghai"
"""
#: of the logs: telephones, documents, orders, policies
NUMBERS = re.compile(r"(?<![\w.-])\d{10,20}[Xx]?(?![\w-])")
MOMENT = re.compile(r"20\d{12}")


@dataclass
class Site:
    """The server's address, who may sign in, and what must never be shown."""

    url: str
    folder: Path
    cookies: dict
    said: Path
    words: frozenset
    names: frozenset
    clients: list = field(default_factory=list)

    def visit(self, name=""):
        """A client without a browser, signed in as a user."""
        cookies = {"leakwatch": self.cookies[name]} if name else {}
        client = httpx.Client(base_url=self.url, cookies=cookies, timeout=60)
        self.clients.append(client)
        return client

    def known_in(self, text):
        """The identifiers of the logs that a text holds."""
        found = self.words & set(re.findall(r"\w+", text))
        return sorted(found | {name for name in self.names if name in text})


def chromium():
    """Where the browser is; empty where there is none."""
    named = os.environ.get("LEAKWATCH_CHROMIUM", "")
    return named or next(filter(None, map(shutil.which, CALLED)), "")


def identifiers(folder):
    """Every word of logs and context by which somebody is known; and people's names."""
    text = "".join(decoded(path) for part in ("logs", "context")
                   for path in sorted((folder / part).rglob("*")) if path.is_file())  # fmt: skip
    words = {word for word in NUMBERS.findall(text) if not MOMENT.fullmatch(word)}
    names = set()
    for path in folder.glob("context/*_staff.csv"):
        for line in decoded(path).splitlines()[1:]:
            account, name, *_ = line.split(",")
            words.add(account)
            names.add(name)
    names -= {name for name in names if len(name) < 3}
    return frozenset(words), frozenset(names)


def decoded(path):
    """A log as text; one that is packed says nothing that the others do not."""
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def hostile(folder):
    """A log in which every field says something that a page could mistake for its own."""
    place = folder / "logs" / "hostile"
    place.mkdir()
    rows = [f"{bad},{bad},2026-03-{day:02} 03:{n:02}:{k:02},{bad},100999{n:02}{k:03},{bad}"
            for n, bad in enumerate(HOSTILE) for k in range(40) for day in (12, 13)]  # fmt: skip
    rows += [f"{bad},{bad},{bad},{bad},{bad},{bad}" for bad in HOSTILE]
    name = "<img src=x onerror=document.title='owned'>{{7919*104729}}.csv"
    (place / name).write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    toml = folder / "leakwatch.toml"
    toml.write_text(
        toml.read_text("utf-8").replace("[calendar]", EVIL + "\n[calendar]", 1), "utf-8"
    )


def planted(folder):
    """Hostile words in the store too, where no connector lets them come that far."""
    with sqlite3.connect(folder / "leakwatch.db") as store:
        ids = [row[0] for row in store.execute("SELECT id FROM alerts ORDER BY number LIMIT 5")]
        for alert, bad in zip(ids, HOSTILE, strict=True):
            store.execute("UPDATE alerts SET org=?, because=?, owner=? WHERE id=?",
                          (bad[:128], bad, bad, alert))  # fmt: skip
            store.execute("UPDATE findings SET because=? WHERE alert_id=?", (bad, alert))
        # so that the list leads to a ring; who has which number hangs on the key
        store.execute(
            "UPDATE alerts SET ring='R2' WHERE number="
            "(SELECT min(number) FROM alerts WHERE status='open' AND number > 5)"
        )
        store.execute("UPDATE ring_members SET because=? WHERE ring='R1'", (HOSTILE[1],))
        store.execute("UPDATE ring_ties SET because=? WHERE ring='R1'", (HOSTILE[0],))
    store.close()


def investigated(store):
    """A matter over the first alert and ring, of hostile words in all that people write."""
    with store.writing() as session:
        one = matters.open_matter(session, HOSTILE[0], HOSTILE[1])
        for item in ("A1", "R1"):
            matters.add_item(session, one, item, "shell")
        matters.hold(session, one, "R1", "shell", HOSTILE[0])
        done = measures.add(session, one, "duty", HOSTILE[1], "shell", owner=HOSTILE[0])
        measures.finish(session, done, HOSTILE[1], "shell")
        table = evidence.Found([HOSTILE[0]], [json.dumps([HOSTILE[1]])], HOSTILE[1], HOSTILE[4])
        evidence.add(session, one, table, "shell", by="shell")
        closing.propose(session, one, "internal", HOSTILE[0], "shell")


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The organisations' folder, judged, with users of every role in both languages."""
    folder = tmp_path_factory.mktemp("site") / "demo"
    shutil.copytree(DEMO["demo"](tmp_path_factory)[1], folder)
    hostile(folder)
    with pipeline.opened(settings.read(folder / "leakwatch.toml")) as house:
        pipeline.run(house)
    planted(folder)
    cookies = {}
    with pipeline.stored(settings.read(folder / "leakwatch.toml")) as store:
        for role in ROLES:
            for language in LANGUAGES:
                name = f"{role}-{language}"
                password = PASSWORD if name == "supervisor-en" else None
                users.add(store, name, role, by="shell", password=password)
                membership.change(store, name, {"language": language}, by="shell")
                cookies[name] = sign_ins.begin(store, name)
        investigated(store)
    return folder, cookies


def port():
    """One that is free."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@pytest.fixture(scope="session")
def site(made, tmp_path_factory):
    folder, cookies = made
    said, at = tmp_path_factory.mktemp("served") / "log", port()
    words = ["serve", "--settings", str(folder / "leakwatch.toml"), "--listen", f"127.0.0.1:{at}"]
    with said.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "leakwatch", *words], stdout=log, stderr=log
        )
        url = f"http://127.0.0.1:{at}"
        try:
            answering(url, server, said)
            found = Site(url, folder, cookies, said, *identifiers(folder))
            yield found
            for client in found.clients:
                client.close()
        finally:
            server.terminate()
            server.wait(30)


def answering(url, server, said):
    """Waits until the server answers."""
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/login").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the server does not answer: {said.read_text()}")


@pytest.fixture(scope="module")
def browser():
    """Chromium; not for longer than a file, for its loop stands in the way of others."""
    where = chromium()
    if not where:
        told = "no chromium on PATH, and LEAKWATCH_CHROMIUM names none"
        if os.environ.get("LEAKWATCH_REQUIRE_CHROMIUM") == "1":
            pytest.fail(f"LEAKWATCH_REQUIRE_CHROMIUM=1: {told}")
        pytest.skip(told)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playing:
        # root has no sandbox in a container
        started = playing.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield started
        started.close()
