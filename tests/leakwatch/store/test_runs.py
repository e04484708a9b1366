"""Runs: begun, ended, found again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import StatementError

from leakwatch import store
from leakwatch.store.runs import Run, begin_run, end_run, last_done

AT = datetime(2026, 3, 7, 1, 5, tzinfo=UTC)


@pytest.fixture
def opened(url):
    with store.open(url) as opened:
        yield opened


def begin(opened, job="detect", now=AT):
    return begin_run(opened, job, settings_hash="5e77", lake_version="events@12", now=now)


def test_a_run_that_ended_well_is_the_last_done(opened):
    end_run(
        opened, begin(opened), "done", {"alerts": 3, "组": ["a"]}, now=AT + timedelta(minutes=1)
    )
    run = last_done(opened, "detect")
    assert (run.started, run.ended) == (AT, AT + timedelta(minutes=1))
    assert (run.settings_hash, run.lake_version, run.state) == ("5e77", "events@12", "done")
    assert run.summary == {"alerts": 3, "组": ["a"]}


def test_nothing_is_done_before_the_first_run(opened):
    assert last_done(opened, "detect") is None


def test_a_run_that_still_runs_is_not_done(opened):
    begin(opened)
    assert last_done(opened, "detect") is None


def test_a_run_that_failed_is_not_done(opened):
    done = begin(opened)
    end_run(opened, done, "done", {})
    end_run(opened, begin(opened), "failed", {"error": "no such folder"})
    assert last_done(opened, "detect").id == done


def test_another_jobs_run_is_not_this_jobs(opened):
    end_run(opened, begin(opened, "rings"), "done", {})
    assert last_done(opened, "detect") is None


def test_the_latest_of_several_counts(opened):
    for _ in range(2):
        end_run(opened, begin(opened), "done", {})
    assert last_done(opened, "detect").id == 2


def test_a_run_that_never_began_cannot_end(opened):
    with pytest.raises(LookupError, match="no run 7"):
        end_run(opened, 7, "done", {})


def test_moments_of_any_zone_are_kept_as_utc(opened):
    clock = datetime(2026, 3, 7, 9, 5, tzinfo=timezone(timedelta(hours=8)))
    with opened.reading() as session:
        kept = session.get(Run, begin(opened, now=clock)).started
    assert (kept, kept.tzinfo) == (AT, UTC)


def test_a_moment_without_a_zone_is_refused(opened):
    with pytest.raises(StatementError, match="has no zone"):
        begin(opened, now=datetime(2026, 3, 7))
