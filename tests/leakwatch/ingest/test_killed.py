"""Killed at any moment and run again: the same rows, none twice, none lost."""

import multiprocessing
import random
import signal
import time

import pytest

#: what a process does that may die; `folder` is given
RUN = """
from pathlib import Path
from leakwatch import settings, tokens
from leakwatch.engine import connect
from leakwatch.ingest.sources import ingest
from leakwatch.lake import Lake
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
TABLES = ("events", "staff", "quarantine", "batches")
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["deltalake", "ibis", "leakwatch.ingest.sources", "pyrage", "duckdb"])


@pytest.fixture
def sources(house, look):
    """A dozen files with dirt and duplicates among them, and the staff."""
    house.toml += '[engine]\nthreads = 1\n[context.staff]\npath = "staff.csv"\norg = "carrier"\n'
    for day in range(12):
        rows = [look(number, at=f"2026-03-{day + 1:02} 10:00:{number % 60:02}")
                for number in range(day * 40, day * 40 + 120)]  # fmt: skip
        house.crm(f"crm_{day:02}.csv", *rows, look(0, at=""), rows[0], "x,y", look(1))
    house.write("staff.csv", "工号,机构,手机\nG001,A01,13800000001\nG002,A01,1.38E+10\n")
    assert house.settings.sources
    return house


def run(house, lake, kill_after=None):
    """One run into a lake of its own; True where it came to its end."""
    process = started(house, lake)
    if kill_after is not None:
        time.sleep(kill_after)
        process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode == 0


def started(house, lake):
    text = house.toml + f'[lake]\npath = "{lake}"\n'
    (house.path / "leakwatch.toml").write_text(text)
    process = FORKS.Process(target=exec, args=(RUN, {"folder": str(house.path)}))
    process.start()
    return process


def tables(house, lake):
    house.toml, before = house.toml + f'[lake]\npath = "{lake}"\n', house.toml
    try:
        return {name: house.rows(name) for name in TABLES}
    finally:
        house.toml = before


@pytest.fixture
def whole(sources):
    """The tables of a run nobody disturbed, and how long it took."""
    assert run(sources, "first")
    began = time.monotonic()
    assert run(sources, "quiet")
    return tables(sources, "quiet"), time.monotonic() - began


def disturbed(house, lake, dice, longest, times):
    """Kills so many runs at random moments, then lets one end; how many were killed."""
    killed = sum(not run(house, lake, kill_after=dice.uniform(0, longest)) for _ in range(times))
    assert run(house, lake)
    return killed


def test_killed_at_any_moment_and_run_again_gives_the_same_tables(sources, whole):
    expected, took = whole
    assert len(expected["batches"]) == 13
    assert len(expected["quarantine"]) == 12 * 2 + 1
    dice, killed = random.Random(7), 0
    for lake in range(5):
        killed += disturbed(sources, f"lake_{lake}", dice, took / 3, 3)
        assert tables(sources, f"lake_{lake}") == expected
    assert killed >= 10


@pytest.mark.benchmark
def test_killed_a_hundred_times_more(sources, whole):
    expected, took = whole
    dice = random.Random(8)
    for lake in range(25):
        assert disturbed(sources, f"lake_{lake}", dice, took / 3, 4) > 0
        assert tables(sources, f"lake_{lake}") == expected


def test_two_runs_at_once_take_each_row_once(sources, whole):
    expected, _ = whole
    both = [started(sources, "both") for _ in range(2)]
    for process in both:
        process.join()
    # the second is refused, if it comes before the first has ended
    assert sorted(process.exitcode for process in both) in ([0, 0], [0, 1])
    assert tables(sources, "both") == expected
