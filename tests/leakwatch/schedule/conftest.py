"""Schedulers as processes over one folder, and what they left."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest

from leakwatch import beginning, pipeline
from leakwatch import settings as reading
from leakwatch.schedule.cron import Cron
from leakwatch.schedule.keeper import SCHEDULER
from leakwatch.store import leases, trail, windows

CHORES = Path(__file__).with_name("chores.py")
PATIENCE = 2.0
ZONE = ZoneInfo("America/New_York")


class Troop:
    """Schedulers over one folder."""

    def __init__(self, folder, url):
        folder.mkdir(exist_ok=True)
        self.folder, self.settings = folder, folder / "leakwatch.toml"
        self.settings.write_text(
            f'[organisation]\nname = "carrier"\nzone = "{ZONE}"\n[store]\nurl = "{url}"\n'
            '[schedule]\nhealth = "0 12 */2 * *"\n'
        )
        list(beginning.begin(folder))
        self.say(rest="0.1", deed="", clock="", began=str(time.time()))
        self.processes = {}
        self.store = pipeline.stored(reading.read(self.settings))

    def say(self, **said):
        """Writes files, each at once."""
        for name, text in said.items():
            (self.folder / "new").write_text(text)
            (self.folder / "new").replace(self.folder / name)

    def start(self, many=1):
        for _ in range(many):
            command = [sys.executable, str(CHORES), str(self.settings), str(PATIENCE)]
            with (self.folder / f"log.{len(self.processes)}").open("w") as log:
                process = subprocess.Popen(command, stderr=log, stdout=log, start_new_session=True)
            self.processes[process.pid] = process

    def log(self):
        """Every line that was told; the last may be half written, and where one was killed while it
        began a worker, the worker's Python says so in its own words."""
        return [json.loads(line) for number, process in enumerate(self.processes.values())
                for line in (self.folder / f"log.{number}").read_text().splitlines(keepends=True)
                if line.endswith("\n")
                and (line.startswith("{") or process.poll() != -signal.SIGKILL)]  # fmt: skip

    def until(self, what, seconds=90):
        """Waits for what is true at last."""
        deadline = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < deadline, self.log()[-5:]
            time.sleep(0.1)
        return found

    def leader(self, other_than=0):
        """The number of the process that leads, waited for."""

        def leads():
            lease = leases.look(self.store, SCHEDULER)
            number = int(lease.holder.split(":")[-2]) if lease and lease.holder else other_than
            return number if number != other_than else None

        return self.until(leads)

    def stop(self, number):
        """Stops a process, but not while it has the turn to write, which nobody else could have."""
        while True:
            os.kill(number, signal.SIGSTOP)
            time.sleep(0.05)
            if self.free():
                return
            os.kill(number, signal.SIGCONT)
            time.sleep(0.05)

    def free(self):
        """True where somebody may write."""
        from sqlalchemy import exc

        with self.store.engine.connect() as connection:
            short = "PRAGMA busy_timeout = 500" if connection.dialect.name == "sqlite" else (
                "SET LOCAL lock_timeout = 500"
            )  # fmt: skip
            try:
                connection.exec_driver_sql(short)
                connection.exec_driver_sql("UPDATE turns SET taken = taken")
            except exc.OperationalError:
                return False
            finally:
                connection.rollback()
        self.store.engine.dispose()
        return True

    def lease(self):
        return leases.look(self.store, SCHEDULER)

    def leads(self):
        """The number under which one leads now."""
        return self.until(lambda: (found := self.lease()) and found.holder and found.fence)

    def at_work(self):
        """True while a window is being done."""
        return any(one.state == "running" and one.job == "detect"
                   for one in windows.open_windows(self.store))  # fmt: skip

    def children(self, number):
        """The processes below one."""
        return psutil.Process(number).children(recursive=True)

    def done(self, more=1, job="detect"):
        """Waits until so many windows more are done."""
        goal = len(self.ended(job)) + more
        self.until(lambda: len(self.ended(job)) >= goal)

    def ended(self, job="detect"):
        return [one for one in windows.of_job(self.store, job, limit=9999) if one.state == "done"]

    def failing(self, said):
        """Waits for a window that failed so."""

        def failed():
            found = [one for one in windows.open_windows(self.store) if one.state == "failed"]
            return [one for one in found if one.job == "detect" and said in (one.error or "")]

        [window] = self.until(failed)
        return window

    def end(self):
        """Ends all; how many seconds the slowest took."""
        began = time.monotonic()
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)
                process.terminate()
        for process in self.processes.values():
            process.wait(30)
        return time.monotonic() - began

    def close(self):
        self.store.close()
        for process in self.processes.values():
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def workers(self):
        """The processes that any of the schedulers began and that still are."""
        ours = {os.getpgid(process.pid) for process in psutil.process_iter() if process.pid > 1
                and process.is_running() and process.status() != psutil.STATUS_ZOMBIE}  # fmt: skip
        return ours & set(self.processes)


@contextmanager
def _troop(folder, url):
    troop = Troop(folder, url)
    try:
        yield troop
    finally:
        troop.close()


@pytest.fixture(scope="session")
def troop_of():
    """Makes a troop over a folder and a store, ended in the end."""
    return _troop


@pytest.fixture
def troop(tmp_path, url):
    with _troop(tmp_path / "house", url) as troop:
        yield troop


@pytest.fixture(scope="session")
def all_once():
    """Every moment that was due has one window, done, and left one mark in store and lake."""
    return _all_once


def _all_once(troop):
    with pipeline.opened(reading.read(troop.settings)) as house:
        found = sorted(troop.ended(), key=lambda one: one.due)
        rest = [one for one in windows.open_windows(house.store) if one.job == "detect"]
        with house.store.reading() as session:
            marks = Counter(row.whom for row in trail.rows(session) if row.who == "chore")
        rows = house.lake.read("chores", {"day": "string"})
        in_lake = Counter(house.lake.engine.arrow(rows).column("day").to_pylist())
    first, *others = [one.due for one in found]
    assert others == Cron("15 2 * * *", ZONE).dues(first, others[-1])
    assert all(one.due >= others[-1] for one in rest)
    assert all(one.attempts >= 1 for one in found)
    # the first start is due at once, maybe on the day of the next
    days = {str(one.due.astimezone(ZONE).date()): one.attempts for one in found[1:]}
    assert len(days) == len(found) - 1
    early = str(first.astimezone(ZONE).date())
    in_order = [one.ended for one in found]
    assert all(before <= after for before, after in pairwise(in_order))
    # one that was at work when its scheduler was ended may have left its marks already
    left = {str(one.due.astimezone(ZONE).date()) for one in rest}
    assert set(in_lake) - left == set(marks) - left == {early, *days} - left
    assert set(in_lake.values()) == {1}
    # killed between its mark and its end, a window begun twice has two
    assert all(1 <= marks[day] <= attempts + (day == early) for day, attempts in days.items())
    told = Counter(line["window"] for line in troop.log()
                   if line["event"] == "window done" and line["job"] == "detect")  # fmt: skip
    assert set(told.values()) == {1}
    assert set(told) <= {one.id for one in found}
    return len(found)
