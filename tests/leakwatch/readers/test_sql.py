"""What is asked of a database, in the words of each."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, sqlite

from leakwatch.errors import ConfigError, SourceError
from leakwatch.readers import sql

AT = datetime(2026, 3, 7, 9, 5, 11)
DIALECTS = {
    "sqlite": sqlite.dialect(),
    "postgresql": postgresql.psycopg.dialect(),
    "mysql": mysql.dialect(),
    "oracle": oracle.dialect(),
    "mssql": mssql.dialect(),
}


def asked(statement, name):
    return " ".join(str(statement.compile(dialect=DIALECTS[name])).split())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("sqlite", 'AS pulled WHERE pulled."At" >= ? ORDER BY pulled."At"'),
        ("postgresql", 'AS pulled WHERE pulled."At" >= %(after)s::TIMESTAMP WITHOUT TIME ZONE'
                       ' ORDER BY pulled."At"'),
        ("mysql", "AS pulled WHERE pulled.`At` >= %s ORDER BY pulled.`At`"),
        ("oracle", 'pulled WHERE pulled."At" >= :after ORDER BY pulled."At"'),
        ("mssql", "AS pulled WHERE pulled.[At] >= :after ORDER BY pulled.[At]"),
    ],
)  # fmt: skip
def test_the_query_stands_in_brackets_below_the_cursor(name, says):
    said = asked(sql.placed("SELECT at AS At FROM log", "At", AT), name)
    assert said == f"SELECT * FROM ( SELECT at AS At FROM log ) {says}"


@pytest.mark.parametrize("name", DIALECTS)
def test_the_first_time_all_rows_with_a_value_are_asked_for(name):
    assert asked(sql.placed("SELECT 1", "n"), name).endswith(
        "pulled WHERE pulled.n IS NOT NULL ORDER BY pulled.n"
    )


@pytest.mark.parametrize("name", DIALECTS)
def test_rows_without_a_value_are_asked_for_by_themselves(name):
    said = asked(sql.unplaced("SELECT 1", "n"), name)
    assert said.endswith("pulled WHERE pulled.n IS NULL")


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        (AT, "::TIMESTAMP WITHOUT TIME ZONE"),
        (AT.replace(tzinfo=UTC), "::TIMESTAMP WITH TIME ZONE"),
        (date(2026, 3, 7), "::DATE"),
        (7, "::BIGINT"),
        (2**40, "::BIGINT"),
        # the driver sends the type of these itself
        (0.5, ""),
        (Decimal("1.5"), ""),
        ("A", "::VARCHAR"),
    ],
)
def test_a_cursors_value_keeps_its_type_and_its_zone(after, kind):
    assert f"%(after)s{kind} ORDER" in asked(sql.placed("SELECT 1", "n", after), "postgresql")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """A table of seven rows in either database."""
    url = f"sqlite:///{tmp_path}/t.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE t (n INTEGER, word TEXT)"))
        words = [(3, "c"), (1, "a%b"), (2, ":b"), (None, "x"), (2, "it's"), (9, ""), (4, None)]
        rows = [{"n": number, "word": word} for number, word in words]
        connection.execute(text("INSERT INTO t VALUES (:n, :word)"), rows)
    return url


def pulled(url, query, cursor="n", after=None):
    with sql.opened(url, "[sources.t]") as database:
        return [tuple(row) for chunk in database.since(query, cursor, after) for row in chunk]


def whole(url, query):
    with sql.opened(url, "[sources.t]") as database:
        names, chunks = database.whole(query)
        return names, [tuple(row) for chunk in chunks for row in chunk]


def test_rows_come_in_the_order_of_the_cursor_those_without_one_first(url):
    assert [row[0] for row in pulled(url, "SELECT * FROM t")] == [None, 1, 2, 2, 3, 4, 9]
    assert [row[0] for row in pulled(url, "SELECT * FROM t", after=3)] == [None, 3, 4, 9]


def test_chunks_hold_only_so_many_rows(url, monkeypatch):
    monkeypatch.setattr(sql, "CHUNK", 2)
    with sql.opened(url, "t") as database:
        assert [len(chunk) for chunk in database.since("SELECT * FROM t", "n")] == [1, 2, 2, 2]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT * FROM t WHERE word LIKE 'a%'", ["a%b"]),
        ("SELECT * FROM t WHERE word LIKE 'a%%' -- all that begin so", ["a%b"]),
        ("SELECT * FROM t WHERE word = ':b';\n", [":b"]),
        ("SELECT n, word FROM t WHERE word = 'it''s'", ["it's"]),
        ("WITH few AS (SELECT * FROM t WHERE n = 9) SELECT * FROM few", [""]),
    ],
)
def test_a_query_is_asked_as_it_is_written(url, query, words):
    assert [row[1] for row in pulled(url, query)] == words
    assert whole(url, query) == (("n", "word"), pulled(url, query))


def test_colons_of_a_cast_are_no_parameter(postgres):
    assert pulled(postgres, "SELECT '7'::text::int AS n") == [(7,)]


def test_without_a_cursor_the_query_keeps_its_own_order(url):
    _, rows = whole(url, "SELECT n FROM t WHERE n > 1 ORDER BY n DESC")
    assert rows == [(9,), (4,), (3,), (2,), (2,)]


@pytest.mark.parametrize(
    ("url", "variables", "expanded"),
    [
        ("postgresql://clerk:geheim@host/crm", {}, "postgresql://clerk:geheim@host/crm"),
        ("postgresql://clerk:${PW}@host/crm", {"PW": "a/b@c:d%"},
         "postgresql://clerk:a%2Fb%40c%3Ad%25@host/crm"),
        ("${WHOLE}", {"WHOLE": "mysql://a:b%40@host/crm?x=1"}, "mysql://a:b%40@host/crm?x=1"),
        ("postgresql://${WHO}:${PW}@${HOST}/crm", {"WHO": "lin", "PW": "x", "HOST": "db:99"},
         "postgresql://lin:x@db:99/crm"),
        ("sqlite:///${FOLDER}/crm.db", {"FOLDER": "a b"}, "sqlite:///a b/crm.db"),
        ("sqlite:///$HOME/{x}.db", {}, "sqlite:///$HOME/{x}.db"),
    ],
)  # fmt: skip
def test_variables_take_their_values(monkeypatch, url, variables, expanded):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert sql.expanded(url, "t") == expanded


def test_a_variable_that_is_not_set_is_named(monkeypatch):
    monkeypatch.delenv("PW", raising=False)
    with pytest.raises(ConfigError, match=r"^\[store\]: the variable PW is not set"):
        sql.expanded("postgresql://clerk:${PW}@host/crm", "[store]")


class Driver(Exception):
    """What a driver raises."""


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("server closed the connection unexpectedly\n\tThis probably means", "server closed the "),
        ('invalid input syntax for type integer: "张三"', "for type integer: …;"),
        ("Could not decode to UTF-8 column 'name' with text '张三'", "'name' with text …;"),
        ("(1292, \"Incorrect datetime value: '13800000001'\")", "Incorrect datetime value: …"),
        ("key 13800000001 already exists", "key … already exists"),
        ("cannot reach db1:5432 as geheim", "cannot reach db1:5432 as ***"),
    ],
)  # fmt: skip
def test_a_drivers_words_are_told_in_one_line_without_cells_and_passwords(said, shown):
    from sqlalchemy.exc import OperationalError

    place = sql.make_url("mysql://clerk:geheim@host/crm?password=geheim")
    error = sql._error(OperationalError("SELECT", {}, Driver(said)), place, "[sources.t]")
    assert type(error) is SourceError
    assert shown in str(error)
    assert not re.search(r"张三|13800000001|geheim|\n", str(error))
    assert str(error).endswith("the next run tries mysql://clerk:***@host/crm again")
