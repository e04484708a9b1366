"""What goes wrong with a database: one line that says what, where and what next; no secrets."""

import re

import pytest
from sqlalchemy import make_url

from leakwatch.ingest import pulling


@pytest.fixture
def said(pulled, desk):
    """What a run says with something changed in the settings; nothing is taken."""

    def of(*change):
        desk.add(1)
        assert change[0] in pulled.toml
        pulled.toml = pulled.toml.replace(*change)
        told = pulled.refused()
        assert told.startswith("[sources.crm]: ")
        spool = pulled.lake.path / "spool"
        assert not [place for place in spool.rglob("*") if place.is_file()]
        return told

    return of


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("FROM log", "FROM lag", r"the query cannot be asked: .*\blag\b"),
        ("SELECT id", "SELEKT id", r"the query cannot be asked: .*syntax error"),
        (", at AS", ", nowhere AS", r"the query cannot be asked: .*\bnowhere\b"),
        ('cursor = "操作时间"', 'cursor = "at"', "no column 'at' for the cursor; .* id, 工号, "),
        (", at AS", ", who AS", "cursor '操作时间' holds text that is no time, which nothing lags"),
        ('url = "', 'url = "${NOWHERE}', "the variable NOWHERE is not set; url names it"),
        ('query = """SELECT', 'query = """ """\nevery = """', "no query; what to SELECT"),
    ],
)
def test_what_the_operator_has_to_mend_is_named(said, old, new, says):
    assert re.search(says, said(old, new))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_cell_of_bytes_is_refused_with_its_column(said):
    told = said("hits AS", "CAST('x' AS BLOB) AS")
    assert told.endswith(
        "column '返回条数' holds bytes; cast it to text in the query, or leave it out"
    )


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("new", "says"),
    [
        ("CAST('x' AS BYTEA) AS", "column '返回条数' holds bytes"),
        ("int4range(1, 2) AS", "column '返回条数' holds Range"),
        ("id / (id - 1) AS", "cannot be read: division by zero; the next run"),
        ("phone::text::inet::text AS", "cannot be read: invalid input syntax for type inet: …;"),
        ("setval('s', 9) AS", "cannot execute setval.* in a read-only transaction"),
    ],
)
def test_what_postgresql_refuses_is_named_without_its_cells(said, desk, new, says):
    desk.run("CREATE SEQUENCE s")
    assert re.search(says, said("hits AS", new))


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_cursor_that_has_no_order_is_refused(said):
    assert "cursor '操作时间' holds bool; cast it" in said(", at AS", ", (id = 1) AS")


def test_what_the_connector_refuses_is_pulled_again_when_mended(pulled, desk, counts):
    desk.add(1)
    right = pulled.toml
    pulled.toml = right.replace('AS "营业厅编码"', "AS shop")
    assert "no column 营业厅编码" in pulled.refused()
    pulled.toml = right
    assert counts(pulled) == [1]


@pytest.fixture
def clerk(postgres):
    """The URL of a clerk who has a password, which stands in the environment."""
    plain = make_url(postgres).set(username="clerk", password="PLACE")
    return plain.render_as_string(hide_password=False).replace("PLACE", "${CRM_PASSWORD}")


SECRET = "geheim/@:%40"


@pytest.fixture
def locked(opened_desk, postgres):
    """A log that only the clerk may read, with a password."""
    desk = opened_desk(postgres)
    desk.add(1)
    desk.run("DROP ROLE IF EXISTS clerk")
    desk.run("CREATE ROLE clerk LOGIN PASSWORD 'geheim/@\\:%40'")
    desk.run("GRANT SELECT ON log TO clerk")
    yield desk
    desk.run("DROP OWNED BY clerk")
    desk.run("DROP ROLE clerk")


def test_a_password_is_taken_from_the_environment(
    house, locked, clerk, source, counts, monkeypatch
):
    monkeypatch.setenv("CRM_PASSWORD", SECRET)
    house.toml = source(clerk)
    assert counts(house) == [1]


def test_a_wrong_password_is_said_and_not_shown(house, locked, clerk, source, monkeypatch):
    monkeypatch.setenv("CRM_PASSWORD", "falsch")
    house.toml = source(clerk)
    told = house.refused()
    assert 'password authentication failed for user "clerk"; check url and query' in told
    assert "(postgresql+psycopg://clerk:***@/empty_one)" in told
    assert "falsch" not in told


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+psycopg://clerk:geheim@127.0.0.1:1/crm", "[Cc]onnection refused.*next run"),
        ("sqlite:///nowhere.db", "cannot be read: unable to open database file; the next run"),
        ("nosuch://clerk:geheim@host/crm", "none of a database this installation can open"),
        ("postgresql+psycopg://clerk:geheim@host:port/crm", "none of a database"),
        ("clerk:geheim@host", "none of a database this installation can open"),
        ("mysql+mysqlconnector://clerk:geheim@host/crm", "no driver mysql for this url; install"),
    ],
)  # fmt: skip
def test_a_database_that_is_not_there_is_named_without_its_password(house, source, url, says):
    house.toml = source(url)
    told = house.refused()
    assert told.startswith("[sources.crm]: ")
    assert re.search(says, told)
    assert "geheim" not in told
    assert not (house.path / "nowhere.db").exists()


def test_one_database_that_is_away_keeps_no_other_source_waiting(pulled, desk, source):
    desk.add(1)
    pulled.toml = source("sqlite:///nowhere.db", name="away") + pulled.toml
    result = pulled.ingest()
    assert [str(error)[:14] for error in result.refused] == ["[sources.away]"]
    assert [batch.source for batch in result.batches] == ["crm"]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_the_source_itself_is_never_written_to(pulled, desk, source):
    desk.add(1)
    pulled.toml = source(desk.url, query="DELETE FROM log", cursor="")
    assert "readonly database" in pulled.refused()
    pulled.toml = source(desk.url, query="PRAGMA user_version = 3", cursor="")
    assert pulled.refused()
    pulled.toml = source(desk.url)
    assert pulled.taken().events == 1


def test_a_connection_lost_between_pages_is_taken_up_where_it_broke(
    house, postgres, opened_desk, source, counts, small, monkeypatch
):
    desk, keep = opened_desk(postgres), pulling.keep
    desk.add(*range(40))
    house.toml = source(postgres, lag=5)

    def keep_and_break(lake, mark):
        keep(lake, mark)
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        desk.run(f"{others} WHERE pid <> pg_backend_pid() AND datname = current_database()")

    monkeypatch.setattr(pulling, "keep", keep_and_break)
    result = house.ingest()
    [error] = result.refused
    assert [batch.events for batch in result.batches] == [12]
    assert str(error).startswith("[sources.crm]: cannot be read:")
    assert "\n" not in str(error)
    monkeypatch.setattr(pulling, "keep", keep)
    assert counts(house) == [12, 12, 4]
