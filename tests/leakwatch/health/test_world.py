"""A small world through the real scheduler: what it serves, and what its log does not hold."""

import json
import re
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import pytest

from leakwatch import pipeline, tokens
from leakwatch import settings as reading
from leakwatch.schedule.jobs import NAMES
from leakwatch.store import runs, windows
from leakwatch.synth import make
from leakwatch.synth.settings import settings as sections

#: what may name somebody: long numbers, and accounts, which mix letters and digits
WORD = re.compile(r"(?<![A-Za-z0-9])(?=[A-Za-z]*\d)[A-Za-z0-9]{5,}(?![A-Za-z0-9])")
ORGS = re.compile('org = "(carrier|courier)"')
DATE = re.compile(r"20\d{6}")
OURS = ("timestamp", "due", "holder", "address")
DUE = set(NAMES) - {"backup"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Made-up logs of five organisations, and files that cannot be read."""
    folder = tmp_path_factory.mktemp("world") / "world"
    make(folder, seed=5, days=14, size=0.1, scenarios=("bulk_lookup",))
    kept = [one for one in re.split(r"(?m)^(?=\[)", sections(folder))
            if "org =" not in one or ORGS.search(one)]  # fmt: skip
    (folder / "leakwatch.toml").write_text("".join(kept), encoding="utf-8")
    tokens.new(folder / "leakwatch.key")
    for log in sorted((folder / "logs" / "carrier").glob("*.csv")):
        rows = log.read_bytes().splitlines(keepends=True)
        # a row that no connector takes, of somebody all the same
        log.write_bytes(b"".join([*rows, rows[-1].replace(b":", b"?").replace(b"-", b"!")]))
        log.with_name(f"{log.stem}_torn.csv").write_bytes(b"\x00\xff".join(rows[-2:]))
    return folder


@pytest.fixture(scope="module")
def ran(folder):
    """The scheduler until it has done all that is due: its log, and what it served."""
    call = [sys.executable, "-m", "leakwatch", "scheduler", "--listen", "127.0.0.1:0",
            "--settings", str(folder / "leakwatch.toml")]  # fmt: skip
    log = folder / "log"
    with log.open("w") as file, subprocess.Popen(call, stderr=file, stdout=file) as process:
        try:
            until(lambda: done(log) >= DUE, process, log)
            address = next(line["address"] for line in lines(log) if "address" in line)
            pages = {page: urlopen(f"http://{address}/{page}").read().decode()
                     for page in ("metrics", "readyz", "healthz")}  # fmt: skip
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    return lines(log), pages


def lines(log):
    return [json.loads(line) for line in log.read_text().splitlines()]


def done(log):
    text = log.read_text()
    whole = [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]
    return {line["job"] for line in whole if line["event"] == "window done"}


def until(happened, process, log):
    deadline = time.monotonic() + 240
    while not happened():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)


def words(value):
    if isinstance(value, dict):
        return set().union(*(words(one) for key, one in value.items() if key not in OURS))
    if isinstance(value, list):
        return set().union(*map(words, value))
    return set(WORD.findall(str(value)))


def test_no_line_of_the_log_holds_anything_of_a_row(folder, ran):
    found = [ran[0], *(line for line in ran[1].values())]
    said = {word for word in set().union(*map(words, found)) if not DATE.fullmatch(word)}
    raw = set()
    for file in (*(folder / "logs").rglob("*"), *(folder / "context").rglob("*")):
        if file.is_file():
            for code in ("utf-8", "gb18030"):
                raw |= set(WORD.findall(file.read_bytes().decode(code, "ignore")))
    assert len(raw) > 1000
    assert said
    assert said & raw == set()


def test_there_was_something_to_keep_out_of_it(folder, ran):
    with pipeline.opened(reading.read(folder / "leakwatch.toml")) as house:
        rows = house.lake.engine.arrow(house.lake.read("quarantine", {"reason": "string"}))
    assert len(rows) > 10
    [taken] = [line for line in ran[0] if "refused" in line]
    assert len(taken["refused"]) > 10


def test_a_run_knows_its_window_and_the_log_knows_both(folder, ran):
    with pipeline.opened(reading.read(folder / "leakwatch.toml")) as house:
        for job in ("detect", "rings"):
            run, window = runs.last_done(house.store, job), windows.last_done(house.store, job)
            assert run.window_id == window.id
            mine = [line for line in ran[0] if line.get("window") == window.id]
            [line] = [line for line in mine if line["event"] == "window done"]
            assert (line["run"], line["job"]) == (run.id, job)


def test_what_it_serves_is_what_it_did(ran):
    _, pages = ran
    assert pages["healthz"] == "ok\n"
    assert json.loads(pages["readyz"]) == {"ready": True, "failing": []}
    assert "leakwatch_up 1.0" in pages["metrics"]
    assert "leakwatch_lease_held 1.0" in pages["metrics"]
    done = re.findall(r'_last_done_timestamp_seconds{job="(\w+)"} (\S+)', pages["metrics"])
    assert {job for job, _ in done} >= DUE
    assert all(abs(time.time() - float(at)) < 600 for _, at in done)
    assert re.search(r'leakwatch_events_total{source="\w+"} [1-9]', pages["metrics"])
