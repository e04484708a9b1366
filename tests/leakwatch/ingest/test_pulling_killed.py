"""Killed at any moment of a pull and run again: the same events, none twice, none lost."""

import random
import shutil
import signal
import time

import pytest

#: what a process does that may die; `folder` and `moment` are given
RUN = """
import os
import signal
from pathlib import Path
from leakwatch import settings, tokens
from leakwatch.engine import connect
from leakwatch.ingest import pages, pulling
from leakwatch.ingest.load import Loader
from leakwatch.ingest.sources import ingest
from leakwatch.ingest.spool import Spool
from leakwatch.lake import Lake
from leakwatch.readers import sql

def dying(kept=None):
    def die(*arguments):
        if kept:
            kept(*arguments)
        if arguments[1]:
            os.kill(os.getpid(), signal.SIGKILL)
    return die

pages.PAGE, sql.CHUNK = 10, 3
if moment == "while spooling":
    Spool.write = dying(Spool.write)
if moment == "before loading":
    Spool.note = dying(Spool.note)
if moment == "after loading":
    pulling.keep = dying()
if moment == "after the bookmark":
    pulling.keep = dying(pulling.keep)
said = settings.read(Path(folder) / "leakwatch.toml")
key = tokens.load(said)
engine = connect(said)
lake = Lake(said.place(said.lake.path), engine)
with lake.locked():
    lake.sealed(key)
    result = ingest(said, lake, engine, key)
engine.close()
assert not result.refused, result.refused
"""
MOMENTS = ("while spooling", "before loading", "after loading", "after the bookmark")


@pytest.fixture
def killed(house, forks):
    """Runs that may be killed, into a lake of their own; True where one was."""
    toml = house.toml

    def run(lake, moment="", after=None):
        house.toml = f'{toml}[engine]\nthreads = 1\n[lake]\npath = "{lake}"\n'
        assert house.settings
        given = {"folder": str(house.path), "moment": moment}
        process = forks.Process(target=exec, args=(RUN, given))
        process.start()
        if after is not None:
            time.sleep(after)
            process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        return process.exitcode != 0

    return run


def content(house):
    """Events and reasons, without the file each came in."""
    told = [
        {name: row[name] for name in row if name not in ("batch", "line")}
        for row in house.rows("events")
    ]
    wrong = [row["reason"] for row in house.rows("quarantine")]
    return sorted(map(str, told)), sorted(wrong)


@pytest.fixture
def filled(pulled, desk):
    """A log of three pages: ties, rows that are no events, rows without a time."""
    desk.add(*range(16))
    desk.add(*range(20, 25), at="2026-03-07 09:00:20", hits=2)
    desk.add(30, 31, phone="1.38E+10")
    desk.add(32, 33, at=None)
    return pulled


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_a_moment_and_run_again_everything_is_there_once(filled, desk, killed, moment):
    assert killed("lake", moment) is True
    desk.add(17)
    assert killed("lake", moment) is True
    assert killed("lake") is False
    assert filled.ingest().refused == filled.ingest().batches == []
    assert (len(filled.rows("events")), len(filled.rows("quarantine"))) == (22, 4)
    assert not [place for place in (filled.lake.path / "spool").rglob("*") if place.is_file()]


def test_loaded_but_not_noted_anywhere_the_rows_come_again_and_are_dropped(filled, desk, killed):
    assert killed("lake", "after loading") is True
    shutil.rmtree(filled.lake.path / "spool")
    assert len(filled.rows("events")) == 9
    # the first page is another than the one that was loaded
    desk.add(3, phone="10099999999")
    assert killed("lake") is False
    assert len(filled.rows("events")) == 22
    assert sum(row["duplicates"] for row in filled.rows("batches")) == 9


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_other_settings_ask_anew_in_place_of_what_was_left(filled, killed, desk):
    assert killed("lake", "before loading") is True
    desk.run("DELETE FROM log WHERE id < 12")
    filled.toml = filled.toml.replace("lag = 60", "lag = 61")
    assert filled.ingest().refused == []
    assert len(filled.rows("events")) == 9


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_killed_at_any_moment_and_run_again_gives_the_same_rows(filled, desk, killed):
    began = time.monotonic()
    assert killed("quiet") is False
    took, expected = time.monotonic() - began, content(filled)
    dice, deaths = random.Random(9), 0
    for lake in range(2):
        deaths += sum(killed(f"lake_{lake}", after=dice.uniform(0, took)) for _ in range(3))
        assert killed(f"lake_{lake}") is False
        assert content(filled) == expected
    assert deaths >= 2
