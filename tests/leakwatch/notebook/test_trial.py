"""A detector that is not installed: judged as a run would, and nothing is kept."""

import pytest
from sqlalchemy import delete

import leakwatch
from leakwatch.alerts import decide
from leakwatch.detector import Rule
from leakwatch.errors import ConfigError
from leakwatch.findings import Severity
from leakwatch.store.decisions import Decision


class ManyPeople(Rule):
    """Fires when an account opens more than `limit` people in a day."""

    name = "many_people"
    severity = Severity.MEDIUM
    runbook = "1. Ask."
    because = "opened {subjects} people's records"

    def __init__(self, limit=40):
        self.limit = limit

    def when(self, day):
        return day.subjects > self.limit


def test_it_says_what_would_be_found_by_week_and_which_alerts_it_hits(lw, account):
    before = lw.findings()
    tried = lw.try_detector(ManyPeople(limit=50))
    assert [(one.actor, f"{one.day:%m-%d}") for one in tried.findings.itertuples()] == [
        (account("G001"), "03-12"), (account("G001"), "03-13")
    ]  # fmt: skip
    assert set(tried.findings["because"]) == {"opened 64 people's records"}
    assert list(tried.alerts["actor"]) == [account("G001")]
    assert tried.confirmed.empty
    assert tried.fresh == []
    assert tried.weeks["findings"].tolist() == [2]
    assert "many_people: 2 findings" in repr(tried)
    assert "among 360 actor-days" in tried._repr_html_()
    assert lw.findings().equals(before)
    later = lw.try_detector(ManyPeople(limit=50), since="2026-03-13")
    assert len(later.findings) == 1


def test_nothing_of_it_stays_in_the_engine_that_stays_open(lw):
    def held():
        return lw.house.lake.engine.connection.con.sql("FROM duckdb_tables()").fetchall()

    before = held()
    lw.try_detector(ManyPeople(limit=51))
    assert held() == before


class SomePeople(ManyPeople):
    """Fires at G002."""

    name = "some_people"

    def when(self, day):
        return day.subjects == 29


def test_accounts_that_have_no_alert_yet_are_named(lw, account):
    tried = lw.try_detector(SomePeople())
    assert tried.fresh == [account("G002")]
    assert tried.weeks["added"].tolist() == [2]
    assert tried.alerts.empty


def test_alerts_it_hits_are_told_by_what_was_decided(own):
    with leakwatch.open(own / "leakwatch.toml") as lw:
        decide(lw.house.store, "A1", "confirmed", who="sue", reason="a list was sold")
        tried = lw.try_detector(ManyPeople(limit=50), since="2026-03-13")
        assert list(tried.confirmed["id"]) == ["A1"]
        assert tried.dismissed.empty
        assert "1 are confirmed" in repr(tried)


def test_what_was_confirmed_counts_once_it_is_closed_and_what_a_run_withdrew_does_not(own):
    with leakwatch.open(own / "leakwatch.toml") as lw:
        detector = ManyPeople(limit=50)
        decide(lw.house.store, "A1", "confirmed", who="sue", reason="a list was sold")
        decide(lw.house.store, "A1", "closed", who="ines", reason="done")
        tried = lw.try_detector(detector)
        assert (len(tried.alerts), len(tried.confirmed), tried.fresh) == (1, 1, [])
        with lw.house.store.writing() as session:
            session.execute(delete(Decision))
        again = lw.try_detector(detector)
        assert (len(again.alerts), len(again.confirmed)) == (0, 0)


def test_one_that_finds_nothing_says_so(lw):
    tried = lw.try_detector(ManyPeople(limit=1000))
    assert tried.findings.empty
    assert tried.weeks.empty
    assert "0 findings" in repr(tried)


@pytest.mark.parametrize("given", [ManyPeople, "bulk_lookup", None])
def test_a_class_or_a_name_is_no_detector(lw, given):
    with pytest.raises(ConfigError, match="give an instance"):
        lw.try_detector(given)
