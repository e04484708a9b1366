from datetime import date, timedelta

import pytest

from leakwatch.features import rest
from leakwatch.features.columns import HOURS

SUNDAY = date(2026, 3, 8)
WORKING = [{"day": SUNDAY - timedelta(days=n), "working": n > 0} for n in range(4)]


def _day(day, looks, actors, branch="east", org="acme"):
    return [
        {"org": org, "branch": branch, "day": day, "actor": f"{org}{n}", "hour": 9,
         "looks": looks // actors}
        for n in range(actors)
    ]  # fmt: skip


WEEK = [row for n in range(1, 6) for row in _day(SUNDAY - timedelta(days=n), 100, 10)]


@pytest.fixture
def busy(made, fetched):
    def open_(rows):
        table = rest.busy(made("hours", rows, HOURS), made("working", WORKING))
        return [row["branch"] for row in fetched(table)]

    return open_


def test_a_branch_works_on_sunday_from_a_third_of_its_people_and_looks(busy) -> None:
    assert busy(WEEK + _day(SUNDAY, 27, 3)) == []  # too few looks
    assert busy(WEEK + _day(SUNDAY, 400, 2)) == []  # two accounts, however eager
    assert busy(WEEK + _day(SUNDAY, 30, 3)) == [None, "east"]
    assert busy(_day(SUNDAY, 100, 10)) == []  # nothing to compare with


def test_a_house_may_rest_while_one_branch_works(busy) -> None:
    other = [row | {"branch": "west", "actor": "w" + row["actor"]} for row in WEEK * 3]
    many = [row | {"looks": row["looks"] * 9} for row in other]
    assert busy(WEEK + many + _day(SUNDAY, 50, 5)) == ["east"]


def test_only_days_that_rest_can_be_idle(made, fetched) -> None:
    columns = {"org": "string", "branch": "string", "day": "date"}
    monday = SUNDAY + timedelta(days=1)
    events = [
        {"org": "acme", "branch": branch, "day": day}
        for day in (SUNDAY, monday)
        for branch in ("east", "west", None)
    ]
    table = made("events", events, columns)
    open_ = made("busy", [{"org": "acme", "branch": "east", "day": SUNDAY}], columns)
    rows = fetched(rest.with_rest(table, made("working", WORKING), open_))
    assert len(rows) == 6
    assert {r["day"] for r in rows if r["is_resting"]} == {SUNDAY}
    assert [r["branch"] for r in rows if r["is_idle"]] == [None, "west"]
    assert not any(row["is_resting"] for row in fetched(rest.with_rest(table, None, None)))
