"""A source that falls silent, found from real logs."""

from datetime import UTC, datetime, timedelta

import pytest

from leakwatch import store as stores
from leakwatch.feeds import pulse
from leakwatch.feeds import silent as feeds
from leakwatch.notify import digest, find
from leakwatch.store.deliveries import Delivery

LAST = datetime(2026, 3, 27, tzinfo=UTC)
CHANNELS = 'every = "1h"\n[notify.channels.ops]\nurl = "json://127.0.0.1:9/"\n'


@pytest.fixture
def logs(house):
    """Four weeks of a log that says something every hour."""
    house.toml += CHANNELS
    rows = [
        f"G{hour % 5:03},A01,{LAST - timedelta(hours=hour):%Y-%m-%d %H}:{minute:02}:00,"
        f"机主信息查询,100{hour * 60 + minute:08},,1"
        for hour in range(28 * 24)
        for minute in (7, 21, 42)
    ]
    house.crm("crm.csv", *rows)
    house.taken()
    pulse.update(house.lake)
    return house


def test_a_silent_source_is_told_once_and_again_when_it_is_silent_anew(logs, tmp_path):
    with stores.open(f"sqlite:///{tmp_path}/leakwatch.db") as store:

        def told(now):
            return find(logs.settings, logs.lake, store, now)

        assert told(LAST) == 1
        assert told(LAST + timedelta(hours=2)) == 0
        assert told(LAST + timedelta(days=3)) == 1
        assert told(LAST + timedelta(days=4)) == 0
        digest(logs.settings, logs.lake, store, LAST + timedelta(days=4))
        with store.reading() as session:
            rows = session.query(Delivery).order_by(Delivery.id).all()
    first, silent, daily = rows
    assert (first.about, silent.kind) == ("digest first", "feed")
    assert silent.about == "feed crm silent since 2026-03-27 01:00"
    assert silent.subject == "[organisation] source crm is silent since 2026-03-27 01:00"
    assert "silent sources: crm" in daily.body


def test_a_source_that_is_silent_at_the_beginning_is_part_of_the_first_digest(logs, tmp_path):
    with stores.open(f"sqlite:///{tmp_path}/leakwatch.db") as store:
        assert find(logs.settings, logs.lake, store, LAST + timedelta(days=3)) == 1
        with store.reading() as session:
            first, part = session.query(Delivery).order_by(Delivery.id).all()
    assert (part.kind, part.state, part.within) == ("feed", "bundled", first.id)
    assert "source crm is silent since" in first.body


@pytest.mark.parametrize(
    ("kinds", "finding", "digesting"),
    [(["alert", "due", "job"], 0, 0), (["digest"], 0, 1), (["feed"], 1, 1),
     (["feed", "digest"], 1, 1)],
)  # fmt: skip
def test_what_is_silent_is_asked_once_and_only_for_who_is_told(
    house, tmp_path, monkeypatch, kinds, finding, digesting
):
    house.toml += f"{CHANNELS}kinds = {kinds}\n"
    asked = []
    monkeypatch.setattr(feeds, "silent", lambda *given: asked.append(given) or {})
    with stores.open(f"sqlite:///{tmp_path}/leakwatch.db") as store:
        find(house.settings, house.lake, store, LAST)
        assert len(asked) == finding
        digest(house.settings, house.lake, store, LAST)
        assert len(asked) == finding + digesting
