"""How far back a list looks that no index gives, and how one goes on from there."""

import re
from datetime import date

import pytest
from sqlalchemy import update

from leakwatch.store import lists
from leakwatch.store.alerts import Alert


@pytest.fixture
def years(inbox, monkeypatch):
    """A1 to A5 are of one day each, the latest first, and lists look at two."""
    monkeypatch.setattr(lists, "DEPTH", 2)
    with inbox.store.writing() as session:
        for number in range(1, 6):
            mine = update(Alert).where(Alert.number == number)
            session.execute(mine.values(last=date(2026, 3, 20 - number)))
    return inbox


def told(inbox, query):
    found = inbox.as_("ana").get(f"/api/v1/alerts?{query}").json()
    return [one["id"] for one in found["alerts"]], found["since"]


def test_answered_alerts_are_looked_at_from_the_latest_and_it_is_said_how_far(years):
    assert told(years, "status=any&org=carrier") == (["A1", "A2", "A3"], "2026-03-17")
    assert told(years, "status=any&sort=-people")[1] == "2026-03-17"
    page = years.as_("ana").get("/?status=any&org=carrier").text
    [before] = re.findall(r'looked back to 2026-03-17, <a href="([^"]*)"', page)
    assert told(years, before.replace("&amp;", "&")[2:]) == (["A4", "A5"], None)


def test_days_that_are_named_are_looked_at(years):
    assert told(years, "status=any&org=carrier&since=2026-03-18") == (["A1", "A2"], None)
    assert told(years, "status=any&org=carrier&until=2026-03-16") == (["A4", "A5"], None)


@pytest.mark.parametrize("query", ["org=carrier", "status=any&sort=-last", "status=snoozed"])
def test_what_is_open_or_lies_in_order_is_looked_at_whole(years, query):
    assert told(years, query)[1] is None


def test_all_that_match_are_those_that_are_looked_at(years):
    query = "status=any&org=carrier"
    sue = years.as_("sue")
    sue.send_form("/alerts/actions", filter=query, deed="note", note_text="seen", back="/")
    noted = [one for one in ("A1", "A2", "A3", "A4", "A5")
             if sue.get(f"/api/v1/alerts/{one}/notes").json()]  # fmt: skip
    assert noted == ["A1", "A2", "A3"]


def test_of_all_by_rank_the_open_come_first(years):
    with years.store.writing() as session:
        done = update(Alert).where(Alert.number == 1)
        session.execute(done.values(status="dismissed", rank=None))
    assert told(years, "status=any") == (["A2", "A3", "A1"], "2026-03-17")
