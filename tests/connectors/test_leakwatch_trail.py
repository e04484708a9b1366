import random
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.leakwatch_trail import ABOUT, ACTION, PROGRAMS, LeakwatchTrail
from leakwatch import alerts, pipeline, settings, tokens
from leakwatch.events import ACTIONS, LOOKS
from leakwatch.store import trail
from leakwatch.store.trail import Deed
from leakwatch.store.users import RESERVED

ROW = {"number": "7", "at": "2026-03-07T01:05:00.000000Z", "who": "ana", "what": "viewed",
       "whom": "A12", "details": "{}"}  # fmt: skip
TOML = """[organisation]
name = "Carrier"
zone = "Asia/Shanghai"
[store]
url = "sqlite:///made.db"
[detect]
only = ["bulk_lookup"]
false_alarm_share = 0.01
[sources.trail]
connector = "leakwatch_trail"
url = "sqlite:///made.db"
query = "SELECT number, at, who, what, whom, details FROM trail"
cursor = "number"
org = "inbox"
"""
PEOPLE = ("ana", "bo", "ines", "kai", "mei", "sue")
NIGHT = datetime(2026, 3, 11, 14, tzinfo=UTC)


@pytest.fixture
def event(given):
    return lambda **cells: given(LeakwatchTrail(), ROW | cells)[0]


def test_every_deed_it_knows_is_one_of_the_trail_and_gives_an_action_of_the_house():
    assert set(ACTION) <= set(Deed)
    assert set(ACTION.values()) <= set(ACTIONS)
    assert set(ABOUT) <= set(ACTION)


def test_whoever_is_no_person_is_left_out_but_a_shell_is_somebodys():
    assert {*PROGRAMS} == {*RESERVED} - {"shell"}


@pytest.mark.parametrize("deed", ["settings_changed", "job_asked", "matter_opened", "held", "x"])
def test_what_shows_nobodys_data_is_no_event(event, deed):
    assert event(what=deed)["wanted"] == "false"


@pytest.mark.parametrize("who", PROGRAMS)
def test_nor_is_what_a_program_does(event, who):
    assert event(who=who, what="noted")["wanted"] == "false"


@pytest.mark.parametrize("deed", ["viewed", "revealed", "taken"])
def test_what_was_looked_at_is_the_subject(event, deed):
    row = event(what=deed, whom="5f" * 16)
    assert (row["wanted"], row["subject"]) == ("true", "5f" * 16)
    assert row["action"] in LOOKS


@pytest.mark.parametrize("deed", ["signed_in", "sign_in_failed", "exported"])
def test_a_file_or_a_user_is_no_subject(event, deed):
    assert event(what=deed, whom="alerts.csv")["subject"] == ""


@pytest.mark.parametrize(("details", "rows", "case"), [
    ('{"rows":12,"table":"events"}', "12", ""), ('{"matter":"M4","rows":3}', "3", "M4"),
    ("{}", "", ""), ("", "", ""), ('{"rows":-1}', "", ""), ('{"matter":"X4"}', "", ""),
    # what people type is not taken for what the trail says
    (r'{"reason":"\"rows\":99,\"matter\":\"M9\""}', "", ""),
])  # fmt: skip
def test_an_export_tells_its_rows_and_a_deed_its_matter(event, details, rows, case):
    row = event(what="exported", details=details)
    assert (row["rows"], row["case"]) == (rows, case)


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """Six weeks of six people at the inbox; in one night, ana looks at 400 accounts."""
    place, dice = tmp_path_factory.mktemp("trail"), random.Random(7)
    (place / "leakwatch.toml").write_text(TOML, encoding="utf-8")
    tokens.new(place / "leakwatch.key")
    with pipeline.opened(settings.read(place / "leakwatch.toml")) as house:
        with house.store.writing() as session:
            for day in (date(2026, 2, 2) + timedelta(n) for n in range(40)):
                for who in PEOPLE if day.weekday() < 5 else ():
                    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
                    seen = [f"A{dice.randint(1, 900)}" for _ in range(dice.randint(12, 18))]
                    trail.note_all(session, who, Deed.VIEWED, seen, {}, now=at)
            many = [f"{n:032x}" for n in range(400)]
            trail.note_all(session, "ana", Deed.VIEWED, many, {}, now=NIGHT)
        assert pipeline.ingest(house).refused == []
        pipeline.derive(house)
        pipeline.detect(house)
        accounts = {who: tokens.read_token(house.key, "actor", f"inbox/{who}") for who in PEOPLE}
        yield accounts, alerts.table(house.store)


def test_who_looks_at_400_accounts_in_a_night_is_flagged_like_anybody(judged):
    accounts, found = judged
    mine = found[found["actor"] == accounts["ana"]]
    assert mine["detectors"].tolist() == ["bulk_lookup"]
    assert [mine["first"].iloc[0], mine["last"].iloc[0]] == [NIGHT.date(), NIGHT.date()]
    assert "410 for the first time" in mine["because"].iloc[0]


def test_ordinary_weeks_at_the_inbox_are_no_alert(judged):
    accounts, found = judged
    assert set(found["actor"]) == {accounts["ana"]}
