"""What a verdict rests on: written down whole, in one order, without a secret."""

import json
from dataclasses import replace
from datetime import date

import msgspec
import pytest

from leakwatch import footing, plugins, settings, tokens
from leakwatch.errors import ConfigError

TOML = """
[organisation]
zone = "Asia/Urumqi"
language = "zh"
[keys]
file = "leakwatch.key"
[sources.crm]
connector = "telecom_crm"
path = "logs/*.csv"
org = "c"
every = "1d"
[sources.vault]
connector = "table"
url = "postgresql://reader:hunter2@db/x"
query = "select * from audit"
[calendar]
path = "calendar.toml"
[detect]
registered_batch_accounts = ["c/BATCH7"]
shared_places = ["c/kiosk/3"]
[detect.detectors.bulk_lookup]
limit = 300
"""
CALENDAR = 'holidays = ["2026-05-04", "2026-03-09", "2026-04-06"]\n[hours]\n"c" = "09:00-20:00"\n'


@pytest.fixture
def house(tmp_path):
    (tmp_path / "leakwatch.toml").write_text(TOML)
    (tmp_path / "calendar.toml").write_text(CALENDAR)
    tokens.new(tmp_path / "leakwatch.key")
    return tmp_path


def on(house, until=None):
    said = settings.read(house / "leakwatch.toml")
    return footing.footing(said, tokens.load(said), until)


def test_what_is_written_is_read_again_as_it_was(house):
    had = on(house, date(2026, 3, 31))
    written = json.loads(json.dumps(had.written()))
    assert footing.read(written, "run 1") == had
    assert footing.read(written, "run 1").mark == had.mark
    assert list(written) == sorted(written)
    assert written["calendar"]["holidays"] == ["2026-03-09", "2026-04-06", "2026-05-04"]


def test_no_secret_no_place_and_no_account_is_written(house):
    written = json.dumps(on(house).written())
    for word in ("hunter2", "postgresql", "audit", "logs/", "BATCH7", "AGE-SECRET", str(house)):
        assert word not in written
    key = tokens.load(settings.read(house / "leakwatch.toml"))
    assert tokens.read_token(key, "actor", "c/BATCH7") in written


def test_every_detector_that_judges_is_named(house):
    assert on(house).detect.only == plugins.detectors()


@pytest.mark.parametrize("line", ['vault = "reference"', 'path = "elsewhere"'])
def test_settings_that_change_no_verdict_leave_its_name(house, line):
    before = on(house).mark
    with (house / "leakwatch.toml").open("a") as file:
        file.write(f"[lake]\n{line}\n")
    assert on(house).mark == before


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("limit = 300", "limit = 301"), ('"1d"', '"2d"'), ('"zh"', '"en"'), ("Urumqi", "Shanghai"),
     ("BATCH7", "BATCH8"), ("kiosk/3", "kiosk/4"), ('org = "c"', 'org = "d"')],
)  # fmt: skip
def test_settings_that_count_change_its_name(house, was, becomes):
    before, place = on(house).mark, house / "leakwatch.toml"
    place.write_text(place.read_text().replace(was, becomes))
    assert on(house).mark != before


def test_the_calendar_and_the_last_day_count(house):
    marks = {on(house).mark, on(house, date(2026, 3, 31)).mark}
    (house / "calendar.toml").write_text(CALENDAR.replace("05-04", "05-05"))
    assert len({*marks, on(house).mark}) == 3


def test_a_setting_of_another_leakwatch_is_one_line(house):
    written = on(house).written()
    written["detect"]["patience"] = 7
    with pytest.raises(ConfigError, match=r"^A1, run 3: .*patience.*; install the version"):
        footing.read(written, "A1, run 3")


def test_a_setting_that_came_later_has_its_default(house):
    written = on(house).written()
    del written["detect"]["inbound_call_minutes"]
    had = replace(on(house))
    kept = footing.read(written, "A1").detect
    assert kept == msgspec.structs.replace(had.detect, inbound_call_minutes=10)
