"""Kernels of notebooks, forked from a process that has loaded libraries: `kernels.py serve FD`
forks them, `kernels.py PORT CONNECTION` asks for one and lasts as long as it.

What is ours each of them loads itself, so that a notebook lives of its own imports.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import socket
import sys
from contextlib import suppress
from pathlib import Path

#: not pyplot, which is told how to draw before it is loaded
LIBRARIES = (
    "alembic.command", "deltalake", "ibis.backends.duckdb", "ipykernel.ipkernel",
    "ipykernel.kernelapp", "ipykernel.zmqshell", "matplotlib.backends.backend_agg",
    "matplotlib.figure", "msgspec", "networkx", "pandas", "pandas.io.formats.style",
    "pyarrow.dataset", "pyarrow.parquet", "pyod.models.iforest", "pyrage", "scipy.stats",
    "sqlalchemy.dialects.sqlite.pysqlite", "sqlalchemy.orm",
)  # fmt: skip


def ask(port, connection):
    """Has a kernel begun, and waits until it has ended."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        order = {"connection": connection, "folder": str(Path.cwd()), "environ": dict(os.environ)}
        line.sendall(json.dumps(order).encode() + b"\n")
        # nothing is ever said: the line breaks when the kernel ends
        line.recv(1)


def ordered(server):
    """The next order and its line, in the process that is to be the kernel."""
    while True:
        line, _ = server.accept()
        # whoever has ended meanwhile is done with
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        with line.makefile(encoding="utf-8") as said:
            order = json.loads(said.readline())
        if os.fork() == 0:
            server.close()
            return order, line
        line.close()


def kernel(order):
    """Is a kernel, as `python -m ipykernel_launcher` is, but for taking the libraries apart."""
    # whoever started us is gone when the server is
    os.environ.clear()
    os.environ.update(order["environ"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(order["folder"])
    sys.path[0], sys.argv = order["folder"], ["ipykernel_launcher", "-f", order["connection"]]
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def serve(server):
    """Loads what is shared, and forks kernels until it is ended."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for name in LIBRARIES:
        importlib.import_module(name)
    # nobody looks for garbage among the libraries
    gc.freeze()
    order, line = ordered(server)
    with line:
        kernel(order)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(socket.socket(fileno=int(sys.argv[2])))
    else:
        ask(int(sys.argv[1]), sys.argv[2])
