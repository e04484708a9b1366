"""Runs `leakwatch` as it is typed, a line of JSON each, in processes that share loaded libraries.

What is ours each of them loads itself, so that a command lives of its own imports.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import sys
from pathlib import Path

LIBRARIES = (
    "alembic.command", "deltalake", "ibis.backends.duckdb", "msgspec", "networkx", "pandas",
    "pyarrow.csv", "pyarrow.dataset", "pyarrow.parquet", "pyod.models.iforest", "pyrage",
    "rich.console", "scipy.stats", "sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.orm",
    "structlog", "typer._adapters", "zstandard",
)  # fmt: skip


def forked(order):
    """The words of an order in a new process; none in this one, when that has ended."""
    folder, *words = json.loads(order)
    if child := os.fork():
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
        return None
    writes = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, flags in enumerate((os.O_RDONLY, writes, writes)):
        os.dup2(os.open(f"{folder}/{number}", flags), number)
    # the old one has read ahead
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    return words


def ordered():
    """The words of the next run, in the process that is to run them."""
    for order in sys.stdin:
        if (words := forked(order)) is not None:
            return words
    return None


def typed(words):
    """Runs the command and ends as it does, but for taking the libraries apart."""
    # as after `python -m`
    sys.path[0], sys.argv = str(Path.cwd()), ["leakwatch", *words]
    try:
        runpy.run_module("leakwatch", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(ended.code or 0))
    finally:
        # whatever else happens is told, and told by Python alone
        gc.unfreeze()


if __name__ == "__main__":
    for name in LIBRARIES:
        importlib.import_module(name)
    # nobody looks for garbage among the libraries
    gc.freeze()
    if (given := ordered()) is not None:
        typed(given)
    gc.unfreeze()
