"""Opening the store: created, upgraded, refused; and who may write."""

import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.exc import IntegrityError

from leakwatch import store
from leakwatch.errors import ConfigError, SourceError
from leakwatch.store import database, migrations
from leakwatch.store.decisions import Decision
from leakwatch.store.runs import Run, begin_run
from leakwatch.store.turns import Turn


def test_a_new_database_gets_the_schema_of_this_program(nowhere):
    with store.open(nowhere) as opened, opened.reading() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == database.HEAD


def test_an_up_to_date_store_opens_without_alembic_or_pandas(nowhere):
    store.open(nowhere).close()
    code = (
        "import sys; from leakwatch import store; store.open(sys.argv[1]);"
        "print({'alembic', 'pandas', 'ibis'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code, nowhere], capture_output=True, text=True)
    assert (shown.stdout.strip(), shown.stderr) == ("set()", "")


def test_what_was_kept_is_there_when_opened_again(nowhere):
    with store.open(nowhere) as opened:
        begin_run(opened, "detect", settings_hash="s", lake_version="3")
    with store.open(nowhere) as opened, opened.reading() as session:
        assert session.scalars(select(Run)).one().lake_version == "3"


def test_a_store_that_is_behind_is_upgraded(nowhere):
    with store.open(nowhere) as opened, opened.engine.begin() as connection:
        migrations.downgrade(connection)
    with store.open(nowhere) as opened, opened.reading() as session:
        assert session.scalars(select(Run)).all() == []


@pytest.mark.parametrize("nowhere", ["sqlite"], indirect=True)
def test_a_store_of_a_newer_program_is_refused_and_left_alone(nowhere, tmp_path):
    with store.open(nowhere) as opened, opened.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9000'"))
    with pytest.raises(ConfigError, match=r"schema 9000, this program knows .*; upgrade leakwatch"):
        store.open(nowhere)
    kept = sqlite3.connect(tmp_path / "leakwatch.db")
    assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("9000",)]
    kept.close()


@pytest.mark.parametrize("nowhere", ["sqlite"], indirect=True)
def test_a_file_that_is_no_database_is_refused_and_left_alone(nowhere, tmp_path):
    path = tmp_path / "leakwatch.db"
    path.write_text("工号,操作时间\n" * 200, encoding="utf-8")
    with pytest.raises(ConfigError, match="file is not a database"):
        store.open(nowhere)
    assert path.read_text(encoding="utf-8") == "工号,操作时间\n" * 200


@pytest.mark.parametrize("nowhere", ["sqlite"], indirect=True)
def test_somebody_elses_database_is_refused_and_left_alone(nowhere, tmp_path):
    other = sqlite3.connect(tmp_path / "leakwatch.db")
    other.execute("CREATE TABLE alerts (id TEXT)")
    with pytest.raises(ConfigError, match="alerts already exists"):
        store.open(nowhere)
    names = other.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert names == [("alerts",)]
    other.close()


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere/leakwatch\.db.*unable to open database file"):
        store.open(f"sqlite:///{tmp_path}/nowhere/leakwatch.db")


@pytest.mark.parametrize("url", ["", "leakwatch.db", "nosuch://x", "postgresql+nosuch://x"])
def test_what_is_no_url_of_a_database_is_refused(url):
    with pytest.raises(ConfigError, match="not a database this installation can open"):
        store.open(url)


def test_a_password_is_not_shown():
    with pytest.raises(ConfigError) as shown:
        store.open("nosuch://clerk:geheim@host/leakwatch")
    assert "geheim" not in str(shown.value)


@pytest.mark.parametrize("nowhere", ["sqlite"], indirect=True)
def test_sqlite_writes_ahead_waits_and_checks_references(nowhere):
    with store.open(nowhere) as opened, opened.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA foreign_keys")) == 1
        assert session.scalar(text("PRAGMA busy_timeout")) == database.WAIT_SECONDS * 1000


def test_a_decision_on_no_alert_cannot_be_kept(nowhere):
    from datetime import UTC, datetime

    at = datetime(2026, 3, 7, tzinfo=UTC)
    with store.open(nowhere) as opened, pytest.raises(IntegrityError), opened.writing() as session:
        session.add(Decision(alert_id="A1", at=at, who="lin", verdict="closed", reason=""))


def test_a_writer_that_raises_leaves_nothing(nowhere):
    with store.open(nowhere) as opened:
        with pytest.raises(IntegrityError), opened.writing() as session:
            session.execute(insert(Turn), [{"name": "x", "taken": 1}, {"name": "x", "taken": 1}])
        with opened.reading() as session:
            assert session.scalars(select(Turn.name)).all() == ["store"]


def test_what_a_reader_changes_is_not_kept(nowhere):
    with store.open(nowhere) as opened:
        with opened.reading() as session:
            session.add(Turn(name="x", taken=1))
            session.flush()
        with opened.reading() as session:
            assert session.scalars(select(Turn.name)).all() == ["store"]


def test_writers_take_turns_and_none_is_lost(nowhere):
    def write(opened):
        for _ in range(10):
            with opened.writing() as session:
                row = session.get(Turn, "x")
                row.taken = row.taken + 1

    with store.open(nowhere) as opened:
        with opened.writing() as session:
            session.add(Turn(name="x", taken=0))
        threads = [threading.Thread(target=write, args=(opened,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with opened.reading() as session:
            assert session.get(Turn, "x").taken == 30


def test_a_writer_that_waits_too_long_is_told_to_try_again(nowhere, monkeypatch):
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
    told = pytest.raises(SourceError, match=r"another program is writing.*try again")
    with store.open(nowhere) as one, store.open(nowhere) as two, one.writing(), told, two.writing():
        pass


def test_a_reader_does_not_wait_for_a_writer(nowhere):
    with store.open(nowhere) as one, store.open(nowhere) as two, one.writing() as session:
        session.add(Turn(name="x", taken=1))
        session.flush()
        with two.reading() as other:
            assert other.scalars(select(Turn.name)).all() == ["store"]


def test_processes_that_create_the_store_at_once_all_open_it(nowhere):
    code = "import sys; from leakwatch import store; store.open(sys.argv[1]).close()"
    racers = [
        subprocess.Popen([sys.executable, "-c", code, nowhere], stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [racer.communicate()[1] for racer in racers] == [""] * 3
    with store.open(nowhere) as opened, opened.reading() as session:
        assert session.scalars(select(Turn.name)).all() == ["store"]


def test_who_looks_upgrades_nothing_and_finds_what_fits(nowhere):
    engine = database._engine(nowhere)
    with pytest.raises(ConfigError, match=r"no schema yet, this program .*; start `leakwatch"):
        store.look(nowhere)
    with engine.begin() as connection:
        migrations.upgrade(connection, "0001")
    with pytest.raises(ConfigError, match=r"schema 0001, this program knows .*; start `leakwatch"):
        store.look(nowhere)
    assert database._version(engine) == "0001"
    store.open(nowhere).close()
    with store.look(nowhere) as kept, kept.reading() as session:
        assert session.scalars(select(Run)).all() == []
    engine.dispose()


def test_the_loser_of_an_upgrade_finds_the_winners_schema(nowhere):
    engine = database._engine(nowhere)

    overtaken = []

    def overtake(_connection, _cursor, statement, *_rest):
        # the loser has read that there is no schema, and is about to make it
        if "CREATE TABLE alembic_version" in statement and not overtaken:
            overtaken.append(statement)
            store.open(nowhere).close()

    event.listen(engine, "before_cursor_execute", overtake)
    assert database._upgraded(engine) == database.HEAD
    assert overtaken
    engine.dispose()
