"""A carrier's log in a database, and a house that pulls it."""

import pytest
from sqlalchemy import NullPool, create_engine, text

from leakwatch.ingest import pages
from leakwatch.ingest.reached import CURSORS
from leakwatch.readers import sql

TABLE = "CREATE TABLE log (id INTEGER, who TEXT, at TIMESTAMP, what TEXT, phone TEXT, hits NUMERIC)"
QUERY = (
    'SELECT id, who AS "工号", \'A01\' AS "营业厅编码", at AS "操作时间", what AS "业务类型",'
    ' phone AS "查询号码", hits AS "返回条数" FROM log'
)


class Desk:
    """The database; statements are kept at once."""

    def __init__(self, url):
        self.url = url

    def run(self, statement, rows=None):
        engine = create_engine(self.url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.execute(text(statement), rows)

    def add(self, *numbers, **cells):
        """A look so many seconds after nine for each number."""
        rows = [
            {"id": number, "who": "G001", "what": "机主信息查询", "phone": f"100{number:08}",
             "at": f"2026-03-07 09:{number // 60:02}:{number % 60:02}", "hits": 1} | cells
            for number in numbers
        ]  # fmt: skip
        self.run("INSERT INTO log VALUES (:id, :who, :at, :what, :phone, :hits)", rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/crm.db"
    return request.getfixturevalue("postgres")


@pytest.fixture
def opened_desk():
    """Opens the log at a URL."""

    def opened(url):
        desk = Desk(url)
        desk.run(TABLE)
        return desk

    return opened


@pytest.fixture
def desk(url, opened_desk):
    return opened_desk(url)


@pytest.fixture
def source():
    """The settings of one source."""

    def said(url, query=QUERY, cursor="操作时间", lag=60, name="crm", connector="telecom_crm"):
        asked = f'cursor = "{cursor}"\nlag = {lag}\n' if cursor else ""
        return (
            f'[sources.{name}]\nconnector = "{connector}"\norg = "carrier"\n{asked}'
            f'url = "{url}"\nquery = """{query}"""\n'
        )

    return said


@pytest.fixture
def pulled(house, desk, source):
    """The house, its one source pulled from the desk."""
    house.toml = source(desk.url)
    house.schemas["cursors"] = CURSORS
    return house


@pytest.fixture
def counts():
    """Events of each batch a run takes; every batch balanced, nothing refused."""

    def counted(house):
        result = house.ingest()
        assert [str(error) for error in result.refused] == []
        assert all(batch.balanced for batch in result.batches)
        return [batch.events for batch in result.batches]

    return counted


@pytest.fixture
def small(monkeypatch):
    """Pages of ten rows, read in threes."""
    monkeypatch.setattr(pages, "PAGE", 10)
    monkeypatch.setattr(sql, "CHUNK", 3)
