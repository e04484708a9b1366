"""A scheduler whose jobs only note that they were done: `chores.py SETTINGS PATIENCE`.

What the files `rest` and `deed` beside the settings say, they do; `clock` sets the clock.
"""

import os
import resource
import signal
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from leakwatch import logs
from leakwatch.schedule import lane, leader, work
from leakwatch.schedule.jobs import Job
from leakwatch.schedule.leader import Scheduler
from leakwatch.store import trail
from leakwatch.store.trail import Deed

SECTIONS = ("organisation", "detect")
#: a week before New York puts its clock on
BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
SECRET = "13800000001"


def chore(house, day, _progress):
    """Rests in the middle, and leaves a line in the store and a row in the lake."""
    import pyarrow as pa

    folder = Path(house.settings.folder)
    (folder / "at_work.new").write_text(str(os.getpid()))
    (folder / "at_work.new").replace(folder / "at_work")
    with house.lake.locked():
        time.sleep(float((folder / "rest").read_text()))
        deed = (folder / "deed").read_text()
        if deed == "bug":
            raise ValueError(f"no such phone {SECRET}")
        if deed == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        with room_for(100 if deed == "full" else resource.RLIM_INFINITY):
            house.lake.append("chores", pa.table({"day": [str(day)]}), f"chore {day}")
        with house.store.writing() as session:
            trail.note(session, "chore", Deed.JOB_ASKED, str(day))
    return {"day": str(day)}


@contextmanager
def room_for(size):
    """A disk that takes no longer file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def beside(house, _day, _progress):
    """What goes on while a chore is at work."""
    return {"healthy": True}


def fast(folder):
    """A clock on which two days pass in a second; set by so many hours as a file says."""
    began = float((folder / "began").read_text())

    def now():
        by = timedelta(hours=float((folder / "clock").read_text() or 0))
        return BEGAN + timedelta(days=2) * (time.time() - began) + by

    return now


if __name__ == "__main__":
    settings, patience = Path(sys.argv[1]), float(sys.argv[2])
    logs.begin()
    # what the real jobs import takes seconds
    work.IMPORTED[:] = ["leakwatch.schedule.leader", "pandas", "deltalake", "ibis.backends.duckdb",
                        "psycopg", "pyarrow.parquet", "sqlite3"]  # fmt: skip
    lane.REST_SECONDS = leader.REST_SECONDS = 0.5
    table = (
        Job("detect", chore, SECTIONS, each=True),
        Job("health", beside, SECTIONS, aside=True),
    )
    running = Scheduler(settings, patience=patience, tick=0.1, now=fast(settings.parent),
                        table=table)  # fmt: skip
    running.ended_by(signal.SIGTERM)
    running.run()
