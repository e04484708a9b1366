"""The world that `leakwatch demo` makes, once for all workers of a run: it takes longest of all."""

import fcntl
import os
import shutil
import subprocess
import sys

WORDS = ("--days", "21", "--size", "0.2", "--seed", "5")


def demo(tmp_path_factory):
    """The folder as the command left it, a copy that nobody changes, and what the command said."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, kept, said = base / "demo", base / "demo-kept", base / "demo-said"
    with (base / "demo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            # as a stranger types it
            call = [sys.executable, "-m", "leakwatch", "demo", str(folder), *WORDS]
            done = subprocess.run(call, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            shutil.copytree(folder, kept)
            said.write_text(done.stdout, "utf-8")
    return folder, kept, said.read_text("utf-8")
