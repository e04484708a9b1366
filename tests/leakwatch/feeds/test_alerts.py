"""What is said of feeds becomes alerts beside those about people."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from detectors.feed_gap import FeedGap
from leakwatch import alerts, store, watched
from leakwatch.checks.office import office
from leakwatch.detect import detect
from leakwatch.detector import Watch
from leakwatch.findings import FINDINGS, Severity
from leakwatch.settings import Detect


@pytest.fixture(scope="module")
def facts():
    return office()


@pytest.fixture
def kept(tmp_path):
    with store.open(f"sqlite:///{tmp_path}/leakwatch.db") as opened:
        yield opened


def nobody(_flagged):
    return pd.DataFrame({"actor": [], "subjects": [], "records": []})


def raised(kept, found):
    return alerts.raise_alerts(kept, found.findings, found.judged, nobody)


def judged(facts, feeds=None):
    given = facts if feeds is None else replace(facts, feeds=feeds)
    return detect(given, [FeedGap()], settings=Detect())


def test_what_is_said_of_feeds_is_in_the_findings_and_in_no_day(facts):
    found = judged(facts)
    assert set(found.findings["actor"]) == {"feed:check"}
    assert list(found.findings) == list(FINDINGS)
    assert found.findings["day"].dt.date.tolist() == [date(2026, 3, 22), date(2026, 3, 23)]
    assert found.findings["because"].tolist() == [
        "9 events in a day; usual: 1000",
        "silent since 2026-03-23; column order missing",
    ]
    assert (found.days["p"] == 1).all()
    assert len(found.judged) == len(found.days) + len(facts.feeds)


def test_the_budget_of_accounts_is_not_theirs(facts):
    tight = Detect(alerts_per_day=0, false_alarm_share=1e-9)
    assert len(detect(facts, [FeedGap()], settings=tight).findings) == 2


def test_without_feeds_it_is_not_assessed(facts):
    found = detect(replace(facts, feeds=None), [FeedGap()], settings=Detect())
    assert found.not_assessed == {"feed_gap": ("feeds",)}
    assert len(found.findings) == 0
    assert len(found.judged) == len(found.days)


def test_nothing_wrong_with_feeds_raises_nothing(facts, kept):
    fine = facts.feeds[facts.feeds["source"] == "other"]
    assert raised(kept, judged(facts, fine)) == alerts.Raised()


def test_a_feed_has_one_open_alert_and_no_people_in_it(facts, kept):
    assert raised(kept, judged(facts)).opened == ("A1",)
    [alert] = alerts.table(kept).to_dict("records")
    assert (alert["actor"], alert["detectors"], alert["severity"]) == (
        "feed:check", "feed_gap", "high",
    )  # fmt: skip
    assert (alert["subjects"], alert["records"], alert["status"]) == (0, 0, "open")
    assert alert["org"] == facts.feeds["org"].iloc[0]
    assert raised(kept, judged(facts)) == alerts.Raised()


def test_a_feed_that_comes_back_says_so_in_the_alert_it_has(facts, kept):
    raised(kept, judged(facts))
    back = facts.feeds.copy()
    back.loc[back["silent"].notna(), "back"] = pd.Timestamp("2026-03-26 09:00")
    assert raised(kept, judged(facts, back)).changed == ("A1",)
    [alert] = alerts.table(kept).to_dict("records")
    assert "came back at 2026-03-26 09:00" in alert["because"]
    assert alert["status"] == "open"


def test_a_gap_that_a_late_delivery_fills_withdraws_the_alert(facts, kept):
    raised(kept, judged(facts))
    filled = facts.feeds.copy()
    other = filled[filled["source"] == "other"].assign(source="check")
    filled = pd.concat([other, filled[filled["source"] == "other"]], ignore_index=True)
    assert raised(kept, judged(facts, filled)).withdrawn == ("A1",)


def test_a_gap_that_a_person_answered_raises_no_second_alert(facts, kept):
    raised(kept, judged(facts))
    alerts.decide(kept, "A1", "dismissed", who="x", reason="announced")
    assert raised(kept, judged(facts)) == alerts.Raised()


def test_the_longest_name_of_a_source_fits_the_store():
    given = pd.DataFrame({"source": ["s" * 99], "org": ["o"], "day": [date(2026, 3, 2)]})
    [actor] = watched.named(given)["actor"]
    assert len(actor) == 64


class Quiet(Watch):
    """Says two things of a day with few events."""

    name, severity = "quiet", Severity.LOW
    runbook = "1. Ask."

    def when(self, feeds):
        """Few."""
        few = feeds["events"] < 100
        return {"few: {events}": few, "usual: {usual}": few & (feeds["usual"] > 1)}


def test_two_things_of_one_day_are_one_sentence(facts):
    said = Quiet().findings(facts)
    assert said["said"].tolist()[0] == "few: 9; usual: 1000"
    assert said["p"].tolist() == [(2 + 1) / (len(facts.feeds) + 1)] * 2
