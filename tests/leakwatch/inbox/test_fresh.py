"""What is counted aside: shown while it is counted anew, and never waited for too long."""

from threading import Event

import pytest

from leakwatch.errors import SourceError
from leakwatch.inbox.fresh import Fresh
from leakwatch.inbox.routes import feeds


def test_what_is_young_is_not_counted_again():
    asked = iter(range(9))
    fresh = Fresh(60)
    assert [fresh(lambda: next(asked)) for _ in range(3)] == [0, 0, 0]


def test_what_is_old_is_shown_while_it_is_counted_anew():
    fresh, go, done = Fresh(0), Event(), Event()
    assert fresh(lambda: 1) == 1

    def slow():
        go.wait(5)
        done.set()
        return 2

    assert fresh(slow) == 1
    assert fresh(slow) == 1
    go.set()
    done.wait(5)
    while fresh(lambda: 3) == 1:
        pass
    assert fresh(lambda: 3) in (2, 3)


def test_nobody_waits_long_for_what_was_never_counted():
    fresh, go = Fresh(60, patience=0.01), Event()
    with pytest.raises(SourceError, match="still being counted"):
        fresh(lambda: go.wait(5))
    go.set()
    fresh.patience = 5
    assert fresh(lambda: False) is True


def test_what_broke_is_told_and_counted_again():
    fresh = Fresh(60)
    with pytest.raises(SourceError, match="gone"):
        fresh(lambda: broke())
    assert fresh(lambda: 1) == 1


def broke():
    raise SourceError("gone")


def test_no_page_waits_for_the_count_of_who_fell_silent(shared_inbox, monkeypatch):
    go, gone_on = Event(), []

    def slow(_lake, _settings):
        gone_on.append(go.wait(5))
        return {"crm": "2026-03-14 09:00"}

    monkeypatch.setattr(feeds, "_silent", slow)
    monkeypatch.setattr(feeds, "PATIENCE_SECONDS", 0.01)
    shared_inbox.app.state.machine._by_clock.clear()
    ana = shared_inbox.as_("ana")
    told = ana.get("/api/v1/feeds").json()
    assert (told["silent_counted"], told["feeds"][0]["silent_since"]) == (False, "")
    assert "still being counted" in ana.get("/feeds").text
    assert ana.get("/quarantine").status_code == 200
    assert gone_on == []
    go.set()
    while not (told := ana.get("/api/v1/feeds").json())["silent_counted"]:
        pass
    assert told["feeds"][0]["silent_since"] == "2026-03-14 09:00"
