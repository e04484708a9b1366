"""What is proposed for a log, pasted into the settings, takes it in: all of it."""

import subprocess
import sys

import pytest

from leakwatch import pipeline, settings, tokens
from leakwatch.inferring.proposing import chance, propose
from leakwatch.inferring.sampling import sample
from leakwatch.inferring.writing import toml
from leakwatch.ingest.stored import STORED

COUNT = 40
LOGS = [
    "estate.csv", "airline.csv", "police.csv", "template.txt", "saas.jsonl", "bank.xlsx",
    "warehouse.parquet",
]  # fmt: skip
#: what must be known of every event of each
FILLED = {
    "estate.csv": {"branch", "subject", "rows"},
    "airline.csv": {"subject", "place"},
    "police.csv": {"branch", "data", "subject", "reason", "place", "device", "rows"},
    "template.txt": {"branch", "data", "place"},
    "saas.jsonl": {"subject", "place"},
    "bank.xlsx": {"branch", "subject", "id_no", "reason", "place"},
    "warehouse.parquet": {"subject", "phone", "rows"},
}
ACTIONS = {
    "estate.csv": {"view"},
    "airline.csv": {"view", "list"},
    "police.csv": {"view"},
    "template.txt": {"change", "export", "view"},
    "saas.jsonl": {"view", "export", "login", "login_failed", "change", "other"},
    "bank.xlsx": {"view"},
    "warehouse.parquet": {"search", "export"},
}


@pytest.fixture(scope="module")
def taken(log, tmp_path_factory):
    """A house whose settings are what was proposed for all the logs; its events and batches."""
    folder = tmp_path_factory.mktemp("house")
    parts = []
    for name in LOGS:
        seen = sample(log(name))
        proposal = propose(seen)
        parts.append(toml(proposal, log(name), chance(proposal, seen)))
    (folder / "leakwatch.toml").write_text("\n".join(parts), encoding="utf-8")
    tokens.new(folder / "leakwatch.key")
    with pipeline.opened(settings.read(folder / "leakwatch.toml")) as house:
        ingested = pipeline.ingest(house)
        rows = house.lake.engine.arrow(house.lake.read("events", STORED)).to_pylist()
    assert ingested.refused == []
    return {batch.file: (batch, [row for row in rows if row["batch"] == batch.batch])
            for batch in ingested.batches}  # fmt: skip


@pytest.mark.parametrize("name", LOGS)
def test_every_row_becomes_an_event(taken, name):
    batch, rows = taken[name]
    assert (len(rows), batch.wrong, batch.balanced) == (COUNT, [], True)


@pytest.mark.parametrize("name", LOGS)
def test_every_event_has_what_the_log_tells(taken, name):
    for row in taken[name][1]:
        filled = {column for column, value in row.items() if value is not None}
        assert FILLED[name] | {"at", "clock", "actor", "action"} <= filled


@pytest.mark.parametrize("name", LOGS)
def test_the_words_of_the_log_are_actions(taken, name):
    assert {row["action"] for row in taken[name][1]} == ACTIONS[name]


@pytest.mark.parametrize("name", LOGS)
def test_only_the_word_that_no_list_knows_is_reported(taken, name):
    words = {"x.frobnicated": 8} if name == "saas.jsonl" else {}
    assert taken[name][0].words == words


def test_a_time_is_that_of_the_log(taken):
    hours = {name: {row["clock"].hour for row in rows} for name, (_, rows) in taken.items()}
    assert hours["template.txt"] == set(range(9, 17))
    assert hours["saas.jsonl"] == {17}  # nine o'clock in Greenwich
    assert hours["warehouse.parquet"] == {9}


def test_a_query_is_about_a_person_or_a_thing_by_its_form(taken):
    rows = sorted(taken["police.csv"][1], key=lambda row: row["line"])
    kinds = [(row["id_no"] is not None, row["phone"] is not None) for row in rows[:3]]
    assert kinds == [(True, False), (False, False), (False, True)]


def test_a_state_says_what_failed(taken):
    for name, failed in (("template.txt", 4), ("saas.jsonl", 5)):
        assert sum(not row["ok"] for row in taken[name][1]) == failed


def test_the_class_of_data_follows_the_function(taken):
    data = [row["data"] for row in sorted(taken["police.csv"][1], key=lambda row: row["line"])]
    assert data[:3] == ["identity", "location", "lodging"]
    assert {row["data"] for row in taken["saas.jsonl"][1]} == {"identity", None}


def test_the_command_prints_what_can_be_pasted(log, tmp_path):
    command = [sys.executable, "-m", "leakwatch", "connectors"]
    said = subprocess.run([*command, "infer", str(log("police.csv"))], capture_output=True,
                          text=True, check=True)  # fmt: skip
    (tmp_path / "leakwatch.toml").write_text(said.stdout[said.stdout.index("[sources") :])
    tried = subprocess.run([*command, "test", "police", str(log("police.csv"))], cwd=tmp_path,
                           capture_output=True, text=True)  # fmt: skip
    assert (tried.returncode, tried.stderr) == (0, "")
    assert "? 时间 means one thing here and another there" in said.stdout
