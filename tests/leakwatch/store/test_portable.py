"""The store as lines, and back: the same rows in either database, of this schema or an older."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, inspect, text

from leakwatch import store
from leakwatch.errors import ConfigError, SourceError
from leakwatch.store import migrations, portable, runs, trail
from leakwatch.store.database import HEAD
from leakwatch.store.runs import Run

NOW = datetime(2026, 3, 20, 8, 30, 15, 123456, tzinfo=UTC)
ODD = ["", "名前\n二行", 'a\\"b', "\u2028", "=1+1", "0"]


def filled(nowhere):
    """A store with rows that are not easily written down."""
    with store.open(nowhere) as kept, kept.writing() as session:
        for number, odd in enumerate(ODD, 1):
            ended, summary = None if number % 2 else NOW, {"p": 0.1 + number / 3, "none": None}
            given = {"job": odd, "started": NOW, "ended": ended, "summary": summary}
            session.add(Run(**given, settings_hash="h", lake_version="{}", footing=None,
                            programs={"é": odd}, state="done"))  # fmt: skip
        trail.note(session, "w", trail.Deed.DECIDED, "A1", {"reason": "理由"}, now=NOW)


def lines(nowhere):
    with store.open(nowhere) as kept:
        return {name: [*rows] for name, rows in portable.dump(kept)}


def opening(tables):
    return {name: (lambda rows=rows: rows) for name, rows in tables.items()}


def test_what_is_written_down_comes_back(nowhere, tmp_path):
    filled(nowhere)
    wanted = lines(nowhere)
    other = f"sqlite:///{tmp_path}/other.db"
    counts = portable.load(other, HEAD, opening(wanted))
    assert counts["runs"] == len(ODD)
    assert lines(other) == wanted
    portable.load(nowhere, HEAD, opening(lines(other)))
    assert lines(nowhere) == wanted


def test_nothing_is_a_null_of_the_database_and_not_a_word(nowhere):
    filled(nowhere)
    portable.load(nowhere, HEAD, opening(lines(nowhere)))
    with store.open(nowhere) as kept, kept.reading() as session:
        null = session.scalar(text("SELECT count(*) FROM runs WHERE footing IS NULL"))
        assert null == len(ODD)


def test_numbers_go_on_behind_those_that_came(nowhere):
    filled(nowhere)
    portable.load(nowhere, HEAD, opening(lines(nowhere)))
    with store.open(nowhere) as kept:
        assert runs.begin_run(kept, "j", settings_hash="h", lake_version="{}") == len(ODD) + 1
        with kept.writing() as session:
            assert trail.note(session, "w", trail.Deed.DECIDED, "A1").number == 2


def test_an_older_store_is_brought_up_to_date(nowhere):
    head = b'["id","job","started","ended","settings_hash","lake_version","state","summary"]'
    row = [7, "detect", f"{NOW:%Y-%m-%dT%H:%M:%SZ}", None, "h", "{}", "done", {"days": 3}]
    given = {"runs": [head, json.dumps(row).encode()]}
    assert portable.load(nowhere, "0002", opening(given)) == {"runs": 1}
    with store.open(nowhere) as kept, kept.reading() as session:
        found = session.get_one(Run, 7)
        assert (found.summary, found.footing, found.started.year) == ({"days": 3}, None, 2026)


def test_an_empty_store_is_not_filled(nowhere):
    assert not portable.filled(nowhere)
    store.open(nowhere).close()
    assert not portable.filled(nowhere)
    filled(nowhere)
    assert portable.filled(nowhere)


def test_tables_of_others_stay(nowhere):
    engine = create_engine(nowhere)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE others (a INTEGER)"))
        connection.execute(text("INSERT INTO others VALUES (1)"))
    engine.dispose()
    assert not portable.filled(nowhere)
    filled(nowhere)
    portable.load(nowhere, HEAD, opening(lines(nowhere)))
    engine = create_engine(nowhere)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT a FROM others")) == 1
    engine.dispose()


@pytest.mark.parametrize("row", [b"[1]", b"{", b'[1,"j",3,null,"h","{}","done",{}]'])
def test_where_a_row_does_not_fit_nothing_is_changed(nowhere, row):
    filled(nowhere)
    before = lines(nowhere)
    head = b'["id","job","started","ended","settings_hash","lake_version","state","summary"]'
    with pytest.raises((ValueError, TypeError, SourceError)):
        portable.load(nowhere, HEAD, opening(before | {"runs": [head, row]}))
    assert lines(nowhere) == before


def test_a_column_nobody_knows_is_named(nowhere):
    with pytest.raises(ConfigError, match=r"table runs has columns nobody knows: .*'colour'"):
        portable.load(nowhere, HEAD, opening({"runs": [b'["id","colour"]']}))


def test_a_store_of_a_newer_program_is_not_taken_away(nowhere):
    filled(nowhere)
    engine = create_engine(nowhere)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigError, match="the store has schema 9999"):
        portable.load(nowhere, HEAD, {})
    assert inspect(engine).has_table("runs")
    engine.dispose()


def test_every_table_is_written_down(nowhere):
    store.open(nowhere).close()
    engine = create_engine(nowhere)
    there = set(inspect(engine).get_table_names()) - {"alembic_version"}
    engine.dispose()
    assert set(lines(nowhere)) == there
    assert migrations.scripts().get_current_head() == HEAD
