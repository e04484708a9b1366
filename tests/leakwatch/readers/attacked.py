"""A process that takes in files meant to harm, each in a child of its own within limits.

Asks come on stdin, a line of JSON each; answers go to stdout: what was taken or refused, how much
memory and time it took, or the signal the child died of.
"""

import json
import os
import re
import resource
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

SECONDS, BYTES = 60, 8 << 30
#: what every child needs, loaded once
NEEDED = (
    "duckdb", "ibis", "pyarrow.csv", "pyarrow.parquet", "python_calamine", "leakwatch.engine",
    "leakwatch.ingest.sources", "leakwatch.plugins", "leakwatch.readers.reading",
    "leakwatch.readers.xml",
)  # fmt: skip


def megabytes():
    """The most memory this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) >> 10


def read(connector, path):
    """What the readers make of a file: rows, wrong ones by reason, skipped ones by kind."""
    from leakwatch import plugins
    from leakwatch.readers import reading
    from leakwatch.readers.decoding import MisreadError
    from leakwatch.readers.opening import look

    def told(raw):
        counts, rows, lines = Counter(), 0, 0
        for part in reading.read(plugins.connector(connector), raw, bytes(16)):
            rows, lines = rows + len(part.table), lines + part.read
            counts.update(part.skipped)
            counts.update(wrong.reason for wrong in part.wrong)
        assert lines == rows + counts.total()
        return {"rows": rows, "beside": counts}

    try:
        return told(look(Path(path)))
    except MisreadError as error:
        return told(error.raw)


def ingest(folder):
    """What the whole ingest of a folder makes of its one file: rows, skipped and wrong lines."""
    from leakwatch import settings, tokens
    from leakwatch.engine import DuckDB
    from leakwatch.ingest.sources import ingest as taken
    from leakwatch.lake import Lake

    said, engine = settings.read(Path(folder, "leakwatch.toml")), DuckDB(threads=1)
    result = taken(said, Lake(said.place(said.lake.path), engine), engine, tokens.load(said))
    for error in result.refused:
        raise error
    [batch] = result.batches
    assert batch.balanced
    wrong = {row.line: row.reason for row in batch.wrong}
    return {"rows": batch.events, "skipped": +batch.skipped, "wrong": wrong}


def answer(asked):
    """One ask, answered within limits."""
    from leakwatch.errors import LeakwatchError

    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found = {"read": read, "ingest": ingest}[asked[0]](*asked[1:])
    except LeakwatchError as error:
        found = {"error": f"{type(error).__name__}: {error}"}
    return found | {"megabytes": megabytes()}


def say(found):
    """One answer, a line."""
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def main():
    """Answers until nobody asks."""
    for module in NEEDED:
        import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            say(answer(json.loads(line)))
            os._exit(0)
        status = os.waitpid(child, 0)[1]
        if status:
            say({"died": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    main()
