"""A small carrier's inbox over either database: five alerts, and people of every role."""

import os
import shutil
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select

from leakwatch import pipeline, settings, tokens
from leakwatch.alerts import raise_alerts
from leakwatch.findings import FINDINGS
from leakwatch.inbox.app import made
from leakwatch.inbox.desk import signed
from leakwatch.store import sign_ins, trail, users
from leakwatch.store.alerts import Alert
from leakwatch.store.findings import Finding

with warnings.catch_warnings():
    # it would rather have the next edition of httpx
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

AT = datetime(2026, 3, 20, 1, tzinfo=UTC)
CRM = "工号,营业厅编码,操作时间,业务类型,查询号码"
TOML = """[organisation]
name = "Carrier"
zone = "Asia/Shanghai"
[store]
url = "{url}"
[sources.crm]
connector = "telecom_crm"
path = "crm.csv"
org = "carrier"
zone = "Asia/Shanghai"
"""
#: name → role; bo is a second analyst, mo the account G001, ned works in branch A02
PEOPLE = {
    "ana": "analyst", "bo": "analyst", "ines": "investigator", "sue": "supervisor",
    "sid": "supervisor", "aude": "auditor", "adam": "admin", "mo": "analyst", "ned": "analyst",
}  # fmt: skip
#: accounts with an alert, in order of rank, and their branch
ACCOUNTS = {"G001": "A01", "G002": "A01", "G003": "A02", "G004": "A02", "G005": "A03"}


class Browser(TestClient):
    """A signed-in user's browser; follows no redirect, and sends the form's secret by itself."""

    csrf = ""

    def send_form(self, path, **fields):
        """A form of ours, sent."""
        return self.post(path, data={"csrf": self.csrf, **fields})

    def api(self, method, path, **given):
        """A call of the API that changes something."""
        return self.request(method, path, headers={"X-CSRF": self.csrf}, **given)


@dataclass
class Inbox:
    """The application, open, and its store."""

    app: object
    accounts: dict

    @property
    def desk(self):
        return self.app.state.desk

    @property
    def store(self):
        return self.desk.store

    def as_(self, name=""):
        """The browser of a user; of nobody without a name."""
        browser = Browser(self.app, follow_redirects=False)
        if name:
            cookie = sign_ins.begin(self.store, name)
            browser.cookies.set(self.desk.cookie, cookie)
            browser.csrf = signed(self.desk, cookie)
        return browser


@pytest.fixture(scope="session")
def inbox_lake(tmp_path_factory):
    """A folder with a key and a lake: ten accounts, of which five look up very many people."""
    place = tmp_path_factory.mktemp("inbox")
    branches = ACCOUNTS | {f"G{n:03}": "A01" for n in range(6, 11)}
    rows = [
        f"{who},{branches[who]},2026-03-{day:02} {9 + k % 9:02}:{k // 9 % 60:02}:{n:02}"
        f",机主信息查询,100{10000 * n + 100 * day + k:08}"
        for n, who in enumerate(branches)
        for day in range(9, 15)
        for k in range(60 - 10 * n if who in ACCOUNTS else 4)
    ]
    (place / "crm.csv").write_text("\n".join([CRM, *rows]) + "\n", encoding="utf-8")
    tokens.new(place / "leakwatch.key")
    (place / "leakwatch.toml").write_text(TOML.format(url="sqlite:///made.db"), encoding="utf-8")
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        pipeline.ingest(house)
        pipeline.derive(house)
    return place


@pytest.fixture
def light(monkeypatch):
    """Passwords hashed with little work, where tries are counted; store/test_users tells the
    work of a real one."""
    lighter = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    monkeypatch.setattr(users, "_hasher", lambda: lighter)


@pytest.fixture(scope="session")
def inbox_rows():
    """What the store holds at first, table by table: made once, as alerts take longer to raise
    than to copy."""
    return {}


@pytest.fixture
def inbox(inbox_lake, inbox_rows, tmp_path, url):
    """The inbox, with five alerts (A1 … A5, the worst first) and PEOPLE."""
    with _opened(inbox_lake, inbox_rows, tmp_path / "house", url) as made_up:
        yield made_up


@pytest.fixture(scope="module")
def shared_inbox(inbox_lake, inbox_rows, tmp_path_factory):
    """The same over SQLite, for all tests of a file that only look."""
    place = tmp_path_factory.mktemp("shared") / "house"
    with _opened(inbox_lake, inbox_rows, place, "sqlite:///shared.db") as made_up:
        yield made_up


@contextmanager
def _opened(inbox_lake, inbox_rows, folder, url):
    left = shutil.ignore_patterns("*.db*", "trail.mark")
    place = shutil.copytree(inbox_lake, folder, ignore=left, copy_function=_linked)
    (place / "leakwatch.toml").write_text(TOML.format(url=url), encoding="utf-8")
    app = made(place / "leakwatch.toml", code="code", secure=False)
    with TestClient(app):
        desk = app.state.desk
        accounts = {who: tokens.read_token(desk.house.key, "actor", f"carrier/{who}")
                    for who in ACCOUNTS}  # fmt: skip
        _fill(desk.store, accounts, inbox_rows)
        yield Inbox(app, accounts)


def _linked(source, to):
    """Tables of a lake are never written into: a link will do."""
    return os.link(source, to) if source.endswith(".parquet") else shutil.copy2(source, to)


def _fill(store, accounts, made_once):
    if not made_once:
        _people(store, accounts)
        _alerts(store, accounts)
        with store.reading() as session:
            for model in (users.User, Alert, Finding, trail.Entry):
                # a server counts the findings by itself
                columns = [
                    one for one in model.__table__.columns if model is Alert or one.name != "id"
                ]
                made_once[model] = [
                    dict(row) for row in session.execute(select(*columns)).mappings()
                ]
        return
    with store.writing() as session:
        for model, rows in made_once.items():
            session.execute(insert(model), rows)
        session.info[trail.NOTED] = True


def _people(store, accounts):
    own = {"mo": {"actor": accounts["G001"], "branch": "A01"}, "ned": {"branch": "A02"}}
    for name, role in PEOPLE.items():
        users.add(store, name, role, by="shell", **own.get(name, {}))


def _alerts(store, accounts):
    found = [
        (actor, date(2026, 3, day), detector, 0.9 - n / 100, 0.0001 * 3**n,
         f"opened {60 - 10 * n} people's records", 4 - n // 2, None)
        for n, actor in enumerate(accounts.values())
        for day in (12, 13)
        for detector in ("bulk_lookup", "no_case")
    ]  # fmt: skip
    days = [(accounts[who], "carrier", branch, "crm", date(2026, 3, day))
            for who, branch in ACCOUNTS.items() for day in range(9, 15)]  # fmt: skip
    days = pd.DataFrame(days, columns=["actor", "org", "branch", "source", "day"])
    # one run an account, so that A1 is G001's
    for actor, mine in pd.DataFrame(found, columns=list(FINDINGS)).groupby("actor", sort=False):
        raise_alerts(store, mine, days[days["actor"] == actor], _exposed, now=AT)


def _exposed(asked):
    counted = asked.groupby("actor", as_index=False, sort=False).size()
    return pd.DataFrame({"actor": counted["actor"], "subjects": 100, "records": 120})
