"""What a run would make of a file is shown, and nothing of it is kept or told."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from leakwatch import settings, tokens, trying
from leakwatch.errors import ConfigError

NOTHING = settings.Settings()
GOLDEN = Path(__file__).parents[1] / "golden"
CRM = GOLDEN / "telecom_crm" / "raw.csv"
MAPPED = """
[organisation]
name = "shop"
[sources.desk]
connector = "table"
path = "*.csv"
[sources.desk.columns]
clock = "when"
actor = "who"
subject = "record"
[sources.desk.options]
data = "identity"
[context.crew]
connector = "staff"
path = "*.csv"
"""
ROWS = "when,who,record,noise\n2026-03-07 09:00:00,G1,K1,x\n2026-03-07 09:01:00,G2,K2,y\n"


@pytest.fixture
def given(tmp_path):
    (tmp_path / "leakwatch.toml").write_text(MAPPED, encoding="utf-8")
    (tmp_path / "log.csv").write_text(ROWS, encoding="utf-8")
    return settings.read(tmp_path / "leakwatch.toml")


@pytest.fixture
def said(capsys):
    """The document printed for a file, and whether all of it was well."""

    def show(name, path, given=NOTHING):
        fine = trying.show(name, path, given, json=True)
        return fine, json.loads(capsys.readouterr().out)

    return show


def test_every_row_is_accounted_for(said):
    fine, found = said("telecom_crm", CRM)
    counts = found["counts"]
    skipped = sum(counts[name] for name in ("titles", "headers", "totals", "blanks", "duplicates",
                                            "dropped"))  # fmt: skip
    assert counts["rows"] == counts["events"] + counts["quarantined"] + skipped
    assert counts["quarantined"] == len(found["quarantine"]) > 0
    assert not fine


def test_what_was_set_aside_is_named_with_its_line(said):
    _, found = said("telecom_crm", CRM)
    assert all(row["line"] > 0 and row["reason"] for row in found["quarantine"])
    assert {"line": 15, "reason": "too few cells"} in found["quarantine"]


def test_words_that_no_list_knows_are_told(said):
    _, found = said("telecom_crm", CRM)
    assert any("号码预约" in line for line in found["warnings"])


def test_a_source_of_the_settings_brings_its_mapping(said, given, tmp_path):
    fine, found = said("desk", tmp_path / "log.csv", given)
    assert (fine, found["connector"], found["counts"]["events"]) == (True, "table", 2)
    assert found["extra"] == ["noise"]
    assert "phone" in found["absent"]
    assert not {"clock", "actor", "subject"} & set(found["absent"])


def test_a_context_table_is_tried_as_well(said, given):
    _, found = said("crew", GOLDEN / "staff" / "raw.csv", given)
    assert (found["connector"], found["table"]) == ("staff", "staff")


def test_people_are_tokens_of_a_key_thrown_away(said, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(ROWS.replace("when,who,record", "clock,actor,subject"), encoding="utf-8")
    first, second = (said("table", path)[1]["first"][0]["actor"] for _ in range(2))
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


def test_with_the_key_of_the_house_tokens_are_those_of_its_lake(said, given, tmp_path):
    tokens.new(tmp_path / "leakwatch.key")
    _, found = said("desk", tmp_path / "log.csv", given)
    token = tokens.read_token(tokens.load(given), "actor", "shop/G1")
    assert found["first"][0]["actor"] == token


def test_nothing_stays_behind(said, given, tmp_path):
    before = sorted(tmp_path.iterdir())
    said("desk", tmp_path / "log.csv", given)
    assert sorted(tmp_path.iterdir()) == before


def test_a_name_that_is_none_lists_those_there_are(given, tmp_path):
    with pytest.raises(
        ConfigError, match=r"no source and no connector is named 'x'; .*desk.*table"
    ):
        trying.show("x", tmp_path / "log.csv", given)


def test_settings_that_are_named_must_be_there(tmp_path):
    assert trying.read(None, tmp_path / "leakwatch.toml") == settings.Settings()
    with pytest.raises(ConfigError, match="no such file"):
        trying.read(tmp_path / "other.toml", tmp_path / "leakwatch.toml")


def test_a_refused_file_is_told_in_one_line(capsys, tmp_path):
    (tmp_path / "log.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert not trying.show("telecom_crm", tmp_path / "log.csv", settings.Settings())
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "工号" in told.err


def test_for_people_it_shows_counts_events_and_quarantine(capsys):
    trying.show("telecom_crm", CRM, settings.Settings())
    told = capsys.readouterr()
    assert "first events (tokens in place of people)" in told.out
    assert "quarantine: 3" in told.out
    assert not re.search(r"(?<!\d)100\d{8}(?!\d)|\d{17}[\dX]|[0-9a-f]{32}", told.out)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["test", "telecom_crm", str(CRM)], 1),
        (["test", "nobody", str(CRM)], 2),
        (["test", "roster", str(CRM)], 1),
        (["infer", str(CRM)], 0),
    ],
)
def test_the_exit_tells_what_was_found(arguments, code, tmp_path):
    command = [sys.executable, "-m", "leakwatch", "connectors", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
