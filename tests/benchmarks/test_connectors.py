"""Rows a second of every connector, from file to rows fit for the lake; `make bench` prints it."""

import re
import time
from pathlib import Path

import pytest

from leakwatch import plugins
from leakwatch.engine import DuckDB
from leakwatch.ingest.feed import Feed, Reading
from leakwatch.readers.opening import look
from leakwatch.tokens import Key

GOLDEN = Path(__file__).parents[1] / "golden"
ROWS = 100_000
#: a key: a run of digits that is no time
KEYS = re.compile(r"(?<!\d)(?!20\d\d[01]\d|1[67]\d{11}(?!\d))\d{5,}(?!\d)")


def reading(name, engine):
    feed = Feed(name, plugins.connector(name), "bench", "Asia/Shanghai")
    return Reading(feed, engine, Key(bytes(32), ""))


def good_lines(name, path, engine):
    """The lines of the golden file that become rows, and those above them."""
    lines = path.read_bytes().splitlines(keepends=True)
    reader = reading(name, engine)
    read, kept = set(), set()
    for rows in reader.read(look(path)):
        read |= set(rows.table["line"].to_pylist()) | {row.line for row in rows.wrong}
        kept |= set(reader.refine(rows.table).table["line"].to_pylist())
    ends = dict(zip(sorted(read), [*sorted(read)[1:], len(lines) + 1], strict=True))
    body = [b"".join(lines[line - 1 : ends[line] - 1]) for line in sorted(kept)]
    xml = path.suffix == ".xml"
    plain = [text for text in body if xml or (text.count(b"\n") == 1 and b'"' not in text)]
    return b"".join(lines[: min(read) - 1]), plain or body


def many(name, folder, engine):
    """A file of so many rows, each with keys of its own."""
    [path] = (GOLDEN / name).glob("raw.*")
    head, lines = good_lines(name, path, engine)
    encoding = "utf-8"
    try:
        path.read_bytes().decode()
    except UnicodeDecodeError:
        encoding = "gb18030"
    texts = [line.decode(encoding, "replace") for line in lines]
    place = folder / f"{name}{path.suffix}"
    with place.open("wb") as out:
        out.write(head)
        for number in range(ROWS // len(texts) + 1):
            for text in texts:
                fresh = KEYS.sub(
                    lambda run, n=number: f"{int(run[0]) + 7919 * n:0{len(run[0])}d}", text
                )
                out.write(fresh.encode(encoding, "replace"))
    return place


@pytest.mark.benchmark
def test_rows_a_second_of_every_connector(tmp_path) -> None:
    engine = DuckDB(2)
    names = [name for name in plugins.connectors() if plugins.connector(name).table == "events"]
    rates = {}
    for name in sorted(names, key=lambda name: (name != "telecom_crm", name)):
        reader, place = reading(name, engine), many(name, tmp_path, engine)
        reader.refine(next(iter(reader.read(look(place)))).table.slice(0, 10))
        begun, read, events = time.perf_counter(), 0, 0
        for rows in reader.read(look(place)):
            read += rows.read
            events += len(reader.refine(rows.table).table)
        took = time.perf_counter() - begun
        size = place.stat().st_size / 1e6
        rates[name] = read / took
        share = rates[name] / rates["telecom_crm"]
        print(f"{name:18} {rates[name]:>10,.0f} rows/s {events / took:>10,.0f} events/s "
              f"{size / took:6.1f} MB/s {share:6.0%} of telecom_crm")  # fmt: skip
        place.unlink()
    engine.close()
    assert rates["telecom_4a"] > rates["telecom_crm"] / 3
