"""What was changed in the settings is on the trail, by its keys and never by its values."""

import json
from dataclasses import replace

import msgspec
import pytest

from leakwatch import amendments, pipeline, settings, store
from leakwatch.store import trail
from leakwatch.tokens import Key

KEY = Key(b"k" * 32, "AGE-SECRET-KEY-1")
CRM = '[sources.crm]\nconnector = "telecom_crm"\npath = "crm*"\n'


@pytest.fixture
def opened(tmp_path):
    with store.open(f"sqlite:///{tmp_path}/leakwatch.db") as opened:
        yield opened


@pytest.fixture
def note(opened, tmp_path):
    def note(toml, key=KEY):
        (tmp_path / "leakwatch.toml").write_text(toml, encoding="utf-8")
        said = settings.read(tmp_path / "leakwatch.toml")
        noted = amendments.note(opened, said, key, who="shell:root")
        return told(opened)[-1][1]["keys"] if noted else None

    return note


def told(opened):
    with opened.reading() as session:
        return [(f"{row.who} {row.what} {row.whom}", json.loads(row.details))
                for row in trail.rows(session)]  # fmt: skip


def test_the_first_run_notes_every_key(opened, note):
    keys = note(CRM)
    assert {"organisation.name", "detect.alerts_per_day", "sources.crm.path"} <= set(keys)
    assert "folder" not in keys
    assert told(opened)[0][0] == "shell:root settings_changed leakwatch.toml"


@pytest.mark.parametrize("same", [CRM, "# a comment\n" + CRM, CRM + '\nzone = ""\n'])
def test_the_same_settings_again_note_nothing(opened, note, same):
    note(CRM)
    assert note(same) is None
    assert len(told(opened)) == 1


@pytest.mark.parametrize(
    ("toml", "keys"),
    [
        (CRM + 'zone = "Asia/Urumqi"\n', ["sources.crm.zone"]),
        (CRM + 'columns = {"工号" = "a.b"}\n', ["sources.crm.columns", "sources.crm.columns.工号"]),
        (CRM + "[detect]\nalerts_per_day = 2\n", ["detect.alerts_per_day"]),
        (CRM + "[detect]\nalerts_per_day = 20\n", None),
        (CRM + '[detect]\nonly = ["no_case"]\n', ["detect.only"]),
        (CRM + "[detect.detectors.no_case]\nx = 1\n",
         ["detect.detectors", "detect.detectors.no_case.x"]),
    ],
)  # fmt: skip
def test_only_the_keys_that_are_others_now_are_named(note, toml, keys):
    note(CRM)
    assert note(toml) == keys


def test_what_was_taken_out_is_named_too(note):
    note(CRM + CRM.replace("crm]", "shop]"))
    keys = note(CRM)
    assert keys
    assert {key.rpartition(".")[0] for key in keys} == {"sources.shop"}


def test_back_and_forth_is_two_changes(note):
    note(CRM)
    note("[detect]\nalerts_per_day = 2\n" + CRM)
    assert note(CRM) == ["detect.alerts_per_day"]
    assert note(CRM) is None


def test_no_value_is_on_the_trail_nor_to_be_guessed_from_it(opened, note, tmp_path):
    url = 'url = "postgresql://clerk:geheim@db.example/crm"\nquery = "SELECT 1"\n'
    note(CRM.replace('path = "crm*"\n', url))
    kept = json.dumps(told(opened)[0][1])
    assert "geheim" not in kept
    assert "db.example" not in kept
    said = settings.read(tmp_path / "leakwatch.toml")
    one, two = (amendments.digests(said, key) for key in (KEY, replace(KEY, secret=b"o" * 32)))
    assert one.keys() == two.keys()
    assert not set(one.values()) & set(two.values())


def test_equal_values_of_two_keys_cannot_be_told_from_different_ones(tmp_path):
    found = amendments.digests(settings.Settings(), KEY)
    assert len(set(found.values())) == len(found) >= len(msgspec.to_builtins(settings.Settings()))


def test_every_run_looks_for_changes(house):
    house.crm("crm.csv", "G1,A01,2026-03-07 09:00:00,机主信息查询,10000000001,,1")

    def keys(step):
        with pipeline.opened(house.settings) as opened:
            before = len(told(opened.store))
            step(opened)
            return [each["keys"] for _, each in told(opened.store)[before:]]

    assert len(keys(pipeline.ingest)) == 1
    assert keys(pipeline.ingest) == []
    house.toml += '[detect]\nonly = ["no_case"]\n'
    assert keys(lambda opened: (pipeline.derive(opened), pipeline.detect(opened))) == [
        ["detect.only"]
    ]
