"""One scheduler and what befalls it: it says so, loses nothing, and goes on when it is mended."""

import os
import signal
from contextlib import suppress

import psutil
import pytest
from sqlalchemy import create_engine, make_url

from leakwatch import tokens
from leakwatch.store import windows


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def steady(request, tmp_path_factory, troop_of):
    """One scheduler for every test of a database; what it left is looked at in the end."""
    folder = tmp_path_factory.mktemp("steady")
    if request.param == "sqlite":
        url = f"sqlite:///{folder}/leakwatch.db"
    else:
        server = request.getfixturevalue("postgres_server")
        execute(server, "CREATE DATABASE steady_one")
        url = make_url(server).set(database="steady_one").render_as_string(False)
    with troop_of(folder / "house", url) as troop:
        troop.start()
        troop.done()
        yield troop
    if request.param == "postgresql":
        execute(server, "DROP DATABASE steady_one WITH (FORCE)")


def execute(server, statement):
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def told(troop, event):
    return [line for line in troop.log() if line["event"] == event]


def attempts(troop):
    """Window done → how often it was begun."""
    return {one.id: one.attempts for one in troop.ended()}


def test_a_bug_is_one_line_without_what_it_says_and_the_scheduler_lives(steady):
    steady.say(deed="bug")
    window = steady.failing("its process ended with 13")
    steady.say(deed="")
    steady.done(2)
    found = {one.id: one for one in steady.ended()}[window.id]
    assert found.attempts >= 2
    line = told(steady, "bug")[0]
    assert (line["kind"], line["job"], line["level"]) == ("ValueError", "detect", "error")
    assert "chores.py" in line["places"][-1]
    assert "13800000001" not in "".join(map(str, steady.log()))


def test_a_worker_that_is_killed_is_a_failure_and_is_done_again(steady):
    steady.say(deed="die")
    window = steady.failing("its process ended with -9")
    steady.say(deed="")
    steady.done(2)
    assert window.id in {one.id for one in steady.ended()}


def test_people_are_told_while_a_long_one_is_at_work(steady):
    steady.say(rest="3")
    steady.done(1)
    before = len(steady.ended())
    steady.done(3, job="health")
    assert len(steady.ended()) <= before + 2
    steady.say(rest="0.1")


def test_settings_that_break_are_told_and_taken_when_they_are_mended(steady):
    before = steady.settings.read_text()
    fence = steady.leads()
    steady.say(**{"leakwatch.toml": before + "[retention]\nwhat = 1\n"})
    steady.until(lambda: [line for line in told(steady, "cannot go on now")
                          if "unknown key 'what'" in line["error"]])  # fmt: skip
    steady.say(**{"leakwatch.toml": before})
    steady.done(1)
    # others had their chance meanwhile
    assert steady.leads() > fence


def test_settings_changed_while_it_runs_are_those_of_the_next_window(steady):
    before = steady.settings.read_text()
    steady.say(**{"leakwatch.toml": before + "[detect]\nalerts_per_day = 7\n"})
    steady.done(2)
    marks = {one.settings_hash for one in steady.ended()}
    assert len(marks) == 2
    steady.say(**{"leakwatch.toml": before})
    steady.done(1)


def test_another_key_writes_nothing_and_with_the_right_one_it_goes_on(steady):
    place = steady.folder / "leakwatch.key"
    key = place.read_text()
    place.unlink()
    tokens.new(place)
    window = steady.failing("the lake was made with another key; restore its key file")
    versions = sorted(each.name for each in (steady.folder / "lake").glob("*/_delta_log/*"))
    place.unlink()
    steady.failing("leakwatch.key")
    assert sorted(each.name for each in (steady.folder / "lake").glob("*/_delta_log/*")) == versions
    steady.say(**{"leakwatch.key": key})
    place.chmod(0o600)
    steady.done(2)
    assert window.id in {one.id for one in steady.ended()}


def test_a_lake_of_a_newer_program_is_left_alone(steady):
    mark = steady.folder / "lake" / "layout.mark"
    assert mark.read_text() == "1\n"
    mark.write_text("2\n")
    steady.failing("the lake has layout '2', this program knows 1; upgrade leakwatch")
    mark.write_text("1\n")
    steady.done(2)


def test_a_full_disk_is_told_and_with_room_it_goes_on(steady):
    steady.say(deed="full")
    window = steady.failing("cannot be written")
    steady.say(deed="")
    steady.done(2)
    assert window.id in {one.id for one in steady.ended()}


def test_a_database_that_goes_away_comes_back(steady, request):
    if steady.store.engine.dialect.name == "sqlite":
        pytest.skip("a file does not go away")
    server, before = request.getfixturevalue("postgres_server"), attempts(steady)
    pid = steady.leader()
    execute(server, "ALTER DATABASE steady_one ALLOW_CONNECTIONS false")
    gone = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'steady_one'"
    execute(server, gone)
    try:
        steady.until(lambda: [line for line in told(steady, "cannot go on now")
                              if "not currently accepting" in line["error"]][1:])  # fmt: skip
    finally:
        execute(server, "ALTER DATABASE steady_one ALLOW_CONNECTIONS true")
    steady.done(2)
    # cut off in the middle of everything
    for _ in range(5):
        execute(server, gone)
        steady.done(1)
    assert before.items() < attempts(steady).items()
    assert steady.leader() == pid


def test_its_worker_and_its_server_killed_it_goes_on(steady):
    pid = steady.leader()
    for _ in range(2):
        for child in steady.children(pid):
            with suppress(psutil.NoSuchProcess):
                child.kill()
        steady.done(1)
    assert steady.leader() == pid


@pytest.mark.parametrize("by", ["-1", "-30", "-3"])
def test_a_clock_that_is_set_back_stops_nothing_and_nothing_is_done_again(steady, by):
    before = attempts(steady)
    steady.say(clock=by)
    steady.done(1)
    steady.done(1, job="health")
    assert before.items() < attempts(steady).items()


def test_told_to_end_it_ends_soon_and_leaves_its_window_and_its_lease(steady, all_once):
    steady.done(1)
    steady.say(rest="60")
    steady.done(0)
    steady.until(steady.at_work)
    assert steady.end() < 15
    assert steady.lease().holder == ""
    left = [one for one in windows.open_windows(steady.store) if one.job == "detect"]
    assert {one.state for one in left} == {"waiting"}
    assert all(process.returncode == 0 for process in steady.processes.values())
    steady.until(lambda: not steady.workers(), 10)
    steady.say(rest="0")
    steady.start()
    steady.done(2)
    os.kill(steady.leader(), signal.SIGTERM)
    assert all_once(steady) >= 4
