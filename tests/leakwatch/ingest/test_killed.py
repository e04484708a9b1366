"""Killed at any moment and run again: the same rows, none twice, none lost."""

import io
import multiprocessing
import random
import shutil
import signal
import time
import zipfile
from functools import partial

import pytest

from leakwatch.ingest.load import WITHIN

TABLES = ("events", "staff", "quarantine", "batches")
#: a later commit of the same rows has another number
NUMBERED = ("seq",)
FORKS = multiprocessing.get_context("forkserver")
pytestmark = pytest.mark.usefixtures("forks")


def command(folder, began):
    """`leakwatch ingest`, in a process that may die; tells when it begins."""
    import os
    import sys

    from leakwatch.cli import main

    # what is printed is of no interest
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.argv = ["leakwatch", "ingest", "--settings", f"{folder}/leakwatch.toml"]
    began.set()
    main()


def started(house, lake):
    text = house.toml + f'[lake]\npath = "{lake}"\n'
    (house.path / "leakwatch.toml").write_text(text)
    began = FORKS.Event()
    process = FORKS.Process(target=command, args=(str(house.path), began))
    process.start()
    assert began.wait(60), "the run did not begin"
    return process


def commits(house, lake):
    """How many there are of events."""
    return len([*(house.path / lake / "events/_delta_log").glob("*.json")])


def run(house, lake, kill_after=None, half_in=False):
    """One run into a lake of its own; True where it came to its end.

    It may be killed after so many seconds, or where events are in and their counts are not.
    """
    before = commits(house, lake)
    process = started(house, lake)
    while half_in and process.is_alive() and commits(house, lake) == before:
        time.sleep(0.002)
    if kill_after is not None:
        process.join(kill_after)
    if half_in or kill_after is not None:
        process.kill()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL)
    return process.exitcode == 0


def tables(house, lake):
    house.toml, before = house.toml + f'[lake]\npath = "{lake}"\n', house.toml
    try:
        return {
            name: [{k: v for k, v in row.items() if k not in NUMBERED} for row in house.rows(name)]
            for name in TABLES
        }
    finally:
        house.toml = before


@pytest.fixture
def sources(house, look):
    """Logs with dirt and duplicates, an archive of two, the staff, and a log that goes on."""
    house.toml += (
        '[engine]\nthreads = 1\n[context.staff]\npath = "staff.csv"\norg = "carrier"\n'
        '[sources.desk]\nconnector = "telecom_crm"\npath = "app.log*"\norg = "carrier"\n'
    )
    header = "工号,营业厅编码,操作时间,业务类型,查询号码,客户证件号,返回条数"

    def log(first, last):
        rows = [look(number, at=f"2026-03-0{number % 4 + 1} 10:00:{number % 60:02}")
                for number in range(first, last)]  # fmt: skip
        return "\n".join([header, *rows, look(first, at=""), rows[0], "x,y", look(1)]) + "\n"

    house.write("crm_1.csv", log(0, 60))
    with zipfile.ZipFile(house.path / "crm_3.zip", "w") as archive:
        archive.writestr("a.csv", log(40, 80))
        archive.writestr("b.csv", log(60, 90))
    house.write("staff.csv", "工号,机构,手机\nG001,A01,13800000001\nG002,A01,1.38E+10\n")
    return house


@pytest.fixture
def growing(sources, look):
    """The log that goes on, as it is written from stage to stage: cut in a line, rotated."""
    header = (sources.path / "crm_1.csv").read_text().partition("\n")[0]
    rows = [look(number, at=f"2026-03-05 11:00:{number:02}", rows="10") for number in range(40)]
    text = "\n".join([header, *rows]) + "\n"
    at = [text.index(row) for row in rows]
    whole_but_cut = len(text[: at[20]]) - 2

    def stage(number):
        for old in sources.path.glob("app.log*"):
            old.unlink()
        ends = (whole_but_cut, at[25] + 15, at[33])[number]
        if number == 2:
            sources.write("app.log.1", text[:ends])
            sources.write("app.log", "\n".join([header, *rows[33:], "G1,x"]))
        else:
            sources.write("app.log", text[:ends])

    return stage


STAGES = (0, 1, 2)


@pytest.fixture(scope="module")
def measured():
    """What was found out once, for every test, and the key it was found with."""
    return {}


@pytest.fixture
def quiet(sources, growing, measured):
    """The tables that runs leave which nobody disturbed, and how long a run took, by stage."""
    key = sources.path / "leakwatch.key"
    if not measured:
        growing(0)
        assert run(sources, "warm")
        for stage in STAGES:
            growing(stage)
            began = time.monotonic()
            assert run(sources, "quiet")
            measured[stage] = tables(sources, "quiet"), time.monotonic() - began
        measured["key"] = key.read_bytes()
    key.write_bytes(measured["key"])
    return measured


def disturbed(house, lake, dice, longest, times):
    """Kills so many runs, half at random, until one is done before; how many were killed."""
    for killed in range(times):
        how = {"half_in": True} if killed % 2 else {"kill_after": dice.uniform(0, longest)}
        if run(house, lake, **how):
            # the next would find nothing to do
            return killed
    return times


def in_the_end(sources, growing, quiet, lake, dice, times):
    """Disturbs every stage, then lets one run end; how many were killed."""
    killed = 0
    for stage in STAGES:
        growing(stage)
        expected, took = quiet[stage]
        # what comes last only tells what was done
        killed += disturbed(sources, lake, dice, took * 0.7, times)
        assert run(sources, lake)
        assert tables(sources, lake) == expected
    return killed


def test_killed_at_any_moment_and_run_again_gives_the_same_tables(sources, growing, quiet):
    last, _ = quiet[2]
    assert len(last["batches"]) == 8
    assert len(last["quarantine"]) == 3 * 2 + 1 + 1
    dice, killed, lake = random.Random(7), 0, 0
    while killed < 15:
        killed += in_the_end(sources, growing, quiet, f"lake_{lake}", dice, 6)
        shutil.rmtree(sources.path / f"lake_{lake}")
        lake += 1


def test_a_log_that_goes_on_between_kills_loses_and_doubles_nothing(sources, growing, quiet):
    expected, took = quiet[2]
    dice = random.Random(9)
    for stage in STAGES:
        growing(stage)
        disturbed(sources, "lake", dice, took, 2)
    assert run(sources, "lake")
    found = tables(sources, "lake")
    assert len(found["events"]) == sum(
        row["events"] for row in found["batches"] if row["kind"] == "events"
    )
    assert len(found["quarantine"]) == sum(row["quarantined"] for row in found["batches"])
    content = partial(without, names=("batch", "line"))
    assert content(found["events"]) == content(expected["events"])
    reasons = {row["reason"].removesuffix(WITHIN) for row in found["quarantine"]}
    assert reasons == {row["reason"].removesuffix(WITHIN) for row in expected["quarantine"]}


def without(rows, names):
    return sorted(str({k: v for k, v in row.items() if k not in names}) for row in rows)


@pytest.mark.benchmark
def test_killed_some_hundred_times_more(sources, growing, quiet):
    dice = random.Random(8)
    for lake in range(10):
        assert in_the_end(sources, growing, quiet, f"lake_{lake}", dice, 10) > 0


def test_two_runs_at_once_take_each_row_once(sources, growing, quiet):
    growing(0)
    both = [started(sources, "both") for _ in range(2)]
    for process in both:
        process.join()
    # the second is refused, if it comes before the first has ended
    assert sorted(process.exitcode for process in both) in ([0, 0], [0, 1], [0, 2])
    assert tables(sources, "both") == quiet[0][0]


def test_an_archive_cut_short_is_refused_and_taken_when_it_is_whole(house, look):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", house.crm("other", look(1)).read_bytes())
    house.write("crm.zip", packed.getvalue()[:-30])
    assert "the archive is cut short or broken" in house.refused()
    house.write("crm.zip", packed.getvalue())
    assert house.taken().file == "crm.zip!a.csv"
