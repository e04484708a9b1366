"""The real jobs: by the commands that people type, and killed between any two of their steps."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from leakwatch import cli, pipeline
from leakwatch import settings as reading
from leakwatch.schedule import work
from leakwatch.schedule.jobs import JOBS, NAMES
from leakwatch.store import leases, windows

#: what a worker has written one after the other when it is killed, an attempt each
BLOWS = {
    "ingest": (
        (), ("lake/lock",), ("unfinished.json",), ("events/day",), ("batches/_delta_log/",),
        ("pulse/_delta_log/",),
    ),
    "detect": (
        ("lake/lock",), ("days/_delta_log/",), ("derived/_delta_log/",), ("scored/_delta_log/",),
        ("scored/_delta_log/", "db-wal", "db-wal"),
    ),
    "rings": (("lake/lock",), ("lake/lock", "db-wal"), ("lake/lock", "db-wal", "db-wal")),
}  # fmt: skip
TABLES = ("events", "batches", "quarantine", "days", "scored")


@pytest.fixture
def typed(house, monkeypatch, capsys):
    """Runs `leakwatch jobs …`; what became of it."""

    def run(*words):
        call = ["leakwatch", "jobs", *words, "--settings", str(house.path / "leakwatch.toml")]
        monkeypatch.setattr(sys, "argv", call)
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return SimpleNamespace(returncode=ended.value.code, stdout=said.out, stderr=said.err)

    return run


@pytest.fixture
def logged(house, look):
    """A house whose log has some days."""
    house.toml += (
        '[schedule]\nhealth = ""\ningest = "0 0 1 1 *"\n[detect]\nonly = ["bulk_lookup"]\n'
    )
    house.crm("crm_1.csv", *(look(n, at=f"2026-03-0{n % 5 + 1} 10:00:{n % 60:02}")
                             for n in range(80)))  # fmt: skip
    house.write("leakwatch.toml", house.toml)
    return house


def until(what, seconds=120):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_what_people_type_is_done_by_the_scheduler(logged, typed):
    said = typed("pause", "digest", "--reason", "new CRM")
    assert (said.returncode, said.stdout) == (0, "digest: pauses\n")
    assert typed("pause", "digest", "--reason", "again").stdout == "digest: paused already\n"
    said = typed("backfill", "rings", "--since", "2026-03-01", "--until", "2026-03-02")
    assert (said.returncode, said.stdout) == (
        0, "rings: 2 windows added, 0 there already under these settings\n",
    )  # fmt: skip
    assert "window 3 is held, for it pauses; `leakwatch jobs resume digest`" in (
        typed("run", "digest").stdout
    )
    assert "window 4 waits for the scheduler" in typed("run", "retention").stdout
    wrong = typed("run", "dusting")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "no job 'dusting'; one of ingest, detect, rings" in wrong.stderr
    assert typed("pause", "rings").returncode == 2
    assert "no scheduler at work: start `leakwatch scheduler`" in typed().stdout
    standing = ran(logged, typed)
    assert {one["job"] for one in standing} == set(NAMES)
    found = {one["job"]: one for one in standing}
    states = {name: found[name]["state"] for name in NAMES}
    assert states == {
        "ingest": "idle", "detect": "idle", "rings": "idle", "backup": "off",
        "retention": "idle", "digest": "paused", "health": "off",
    }  # fmt: skip
    assert found["ingest"]["progress"].startswith("files 1; rows 80")
    with pipeline.opened(logged.settings) as house:
        done = {(one.job, one.asked_by.partition(":")[0]): one.state
                for name in NAMES for one in windows.of_job(house.store, name)}  # fmt: skip
        assert leases.look(house.store, "scheduler").holder == ""
    assert done == {
        ("ingest", "clock"): "done", ("detect", "clock"): "done", ("rings", "clock"): "done",
        ("rings", "shell"): "done", ("retention", "clock"): "done", ("retention", "shell"): "done",
        ("digest", "shell"): "waiting",
    }  # fmt: skip
    assert typed("resume", "digest").stdout == "digest: goes on\n"
    assert typed("resume", "digest").stdout == "digest: did not pause\n"


def ran(house, typed):
    """How every job stands once a scheduler has done all there was."""
    call = ["-m", "leakwatch", "scheduler", "--settings", str(house.path / "leakwatch.toml")]
    with (house.path / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, *call], stderr=log)
    with pipeline.stored(house.settings) as store:
        until(lambda: windows.last_done(store, "detect") and windows.last_done(store, "rings")
              and windows.last_done(store, "retention")
              and {one.job for one in windows.open_windows(store)} <= {"digest"})  # fmt: skip
    said = typed("--json")
    assert said.returncode == 0, said.stderr
    began = time.monotonic()
    process.terminate()
    assert process.wait(30) == 0
    assert time.monotonic() - began < 10
    lines = [json.loads(line) for line in (house.path / "log").read_text().splitlines()]
    assert [line for line in lines if line["level"] == "error"] == []
    return json.loads(said.stdout)


def asked(settings, name, number):
    """A window of a job, begun."""
    place = settings.folder
    with pipeline.stored(settings) as store:
        job = next(job for job in JOBS if job.name == name)
        due = datetime(2026, 3, 6, tzinfo=UTC) + timedelta(seconds=number)
        windows.add(store, name, [due], job.mark(settings))
        [window] = [one for one in windows.open_windows(store) if one.job == name]
        seen = leases.look(store, "scheduler")
        held = leases.take(store, "scheduler", f"t{number}", seen)
        attempt = windows.begin(store, window.id, held.fence, job.mark(settings), due)
    return work.Task(Path(place) / "leakwatch.toml", job, job.mark(settings), window.id, attempt,
                     window.due, (), held)  # fmt: skip


def test_killed_between_begin_and_done_the_window_leaves_the_same(logged, tmp_path):
    context, steps = work.server(), 0
    left = {}
    for kind in ("quiet", "killed"):
        (tmp_path / kind).mkdir()
        for name in ("leakwatch.toml", "leakwatch.key", "crm_1.csv"):
            shutil.copy(logged.path / name, tmp_path / kind)
        settings = reading.read(tmp_path / kind / "leakwatch.toml")
        for name in ("ingest", "detect", "rings"):
            blows, done = iter(BLOWS[name] if kind == "killed" else ()), False
            while not done:
                process = work.start(context, asked(settings, name, 0))
                if (blow := next(blows, None)) is not None:
                    steps += killed(process, settings.folder, blow)
                process.join()
                assert process.exitcode in (work.DONE, -signal.SIGKILL)
                # a blow after the last write finds the window done
                done = process.exitcode == work.DONE or not still_open(settings, name)
        left[kind] = standing_of(settings)
    # where the machine is busy, the last blows may fall too late
    assert steps >= 11
    assert left["quiet"] == left["killed"]
    assert (left["quiet"]["events"], left["quiet"]["alerts"]) == (80, 1)


def killed(process, folder, blow):
    """Kills a worker once it has written all that; False where it had ended before."""
    before, left = written(folder), list(blow)
    while left and process.is_alive():
        process.join(0.01)
        now = written(folder)
        if any(left[0] in place for place, _ in now - before):
            del left[0]
        before = now
    if alive := process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    return alive


def written(folder):
    """Every file of lake and store, and when it was written; asked so often that it must not
    cost much."""
    found, folders = set(), [f"{folder}/lake"]
    while folders:
        with suppress(FileNotFoundError), os.scandir(folders.pop()) as places:
            for one in places:
                found |= seen(one)
                if one.is_dir():
                    folders.append(one.path)
    with os.scandir(folder) as places:
        return found.union(*(seen(one) for one in places if one.name.startswith("leakwatch.db")))


def seen(place):
    """A file and when it was written; nothing where it is gone."""
    with suppress(FileNotFoundError):
        return {(place.path, place.stat().st_mtime_ns)}
    return set()


def still_open(settings, name):
    """Whether a job has a window that is to be done."""
    with pipeline.stored(settings) as store:
        return any(one.job == name for one in windows.open_windows(store))


def standing_of(settings):
    """What store and lake hold, but for numbers of attempts."""
    with pipeline.opened(settings) as house:
        found = {}
        for name in TABLES:
            rows = house.lake.read(name, {"source": "string"})
            found[name] = house.lake.engine.arrow(rows).num_rows
        for job in ("ingest", "detect", "rings"):
            [window] = windows.of_job(house.store, job)
            found[job] = (window.state, window.due)
        with house.store.reading() as session:
            for table in ("alerts", "findings", "ring_members", "trail"):
                query = f"SELECT count(*) FROM {table}"
                found[table] = session.connection().exec_driver_sql(query).scalar()
    return found
