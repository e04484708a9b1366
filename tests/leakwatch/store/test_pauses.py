"""Pauses: who holds a job, since when and why."""

from datetime import UTC, datetime

import pytest

from leakwatch.store import pauses

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def pause(kept, job, reason="new CRM"):
    with kept.writing() as session:
        return pauses.pause(session, job, who="shell:lin", reason=reason, now=NOW)


def resume(kept, job):
    with kept.writing() as session:
        return pauses.resume(session, job)


def test_a_job_pauses_until_it_is_resumed(kept):
    assert pauses.paused(kept) == {}
    assert not resume(kept, "detect")
    assert pause(kept, "detect")
    assert pause(kept, "rings")
    found = pauses.paused(kept)
    assert sorted(found) == ["detect", "rings"]
    one = found["detect"]
    assert (one.who, one.reason, one.since) == ("shell:lin", "new CRM", NOW)
    assert resume(kept, "detect")
    assert list(pauses.paused(kept)) == ["rings"]


def test_paused_twice_the_first_reason_stays(kept):
    assert pause(kept, "detect")
    assert not pause(kept, "detect", "another")
    assert pauses.paused(kept)["detect"].reason == "new CRM"
    assert resume(kept, "detect")
    assert not resume(kept, "detect")


def test_not_kept_it_does_not_pause(kept):
    with pytest.raises(KeyError), kept.writing() as session:
        [pauses.pause(session, "detect", who="shell:lin", reason="x"), {}["lost"]]
    assert pauses.paused(kept) == {}
