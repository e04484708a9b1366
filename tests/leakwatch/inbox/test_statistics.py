"""Statistics: months against months, by organisation and detector, realised against promised."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import update

from leakwatch.alerts.deciding import decide
from leakwatch.charts.months import bars
from leakwatch.inbox import reckoned
from leakwatch.inbox.reckoned import months, share
from leakwatch.promised import Promise
from leakwatch.store import runs
from leakwatch.store.alerts import Alert
from leakwatch.store.statistics import Count, Judged


def test_who_sees_alerts_sees_statistics(inbox):
    seen = {"ana": 200, "ines": 200, "sue": 200, "aude": 403, "adam": 403, "": 303}
    for name, status in seen.items():
        assert inbox.as_(name).get("/statistics").status_code == status, name
        told = inbox.as_(name).get("/api/v1/statistics").status_code
        assert told == (401 if status == 303 else status), name


def promise_kept(share, most):
    return Promise(share, most, 60, 14, 541.0, counted=True).told()


def test_counts_verdicts_and_the_promise_stand_side_by_side(inbox):
    number = runs.begin_run(inbox.store, "detect", settings_hash="5e77", lake_version="{}")
    promise = promise_kept(0.1, 0.2)
    runs.end_run(inbox.store, number, "done", {"promise": promise})
    now = datetime.now(UTC)
    with inbox.store.writing() as session:
        session.execute(update(Alert).values(opened=now - timedelta(hours=10)))
    decide(inbox.store, "A1", "confirmed", who="ana", reason="x", now=now - timedelta(hours=8))
    decide(inbox.store, "A2", "dismissed", who="ana", reason="x", now=now - timedelta(hours=6))
    found = inbox.as_("ana").get("/api/v1/statistics").json()
    [carrier] = found["organisations"]
    assert (carrier["word"], carrier["open"], carrier["confirmed"], carrier["dismissed"]) == (
        "carrier", 3, 1, 1
    )  # fmt: skip
    assert found["sectors"][0]["word"] == "telecom"
    assert [one["word"] for one in found["detectors"]] == ["bulk_lookup", "no_case"]
    assert (found["realised"]["judged"], found["realised"]["share"]) == (2, 0.5)
    assert [(one["word"], one["judged"], one["dismissed"]) for one in found["realised_by_detector"]
            ] == [("bulk_lookup", 2, 1), ("no_case", 2, 1)]  # fmt: skip
    assert found["promised"]["kept"] == "not yet"
    waits = found["waits"]
    assert (waits["answered"], waits["first"], waits["closed"]) == (2, 3.0, 4.0)
    shown = inbox.as_("ana").get("/statistics").text
    assert "<svg" in shown
    assert "too few answers to tell" in shown


@pytest.mark.parametrize(("confirmed", "dismissed", "kept"), [
    (0, 0, "not yet"), (5, 0, "not yet"), (60, 2, "yes"), (5, 20, "no"), (45, 8, "not yet"),
])  # fmt: skip
def test_a_promise_is_kept_or_broken_only_where_there_are_answers_enough(
    monkeypatch, confirmed, dismissed, kept
):
    ran = SimpleNamespace(summary={"promise": promise_kept(0.1, 0.2)})
    monkeypatch.setattr(runs, "last_done", lambda _store, _job: ran)
    realised = share("", [Judged("carrier", confirmed, dismissed)])
    assert reckoned.promised(None, realised).kept == kept


def test_nobody_judged_is_no_share():
    told = share("", [])
    assert (told.share, told.low, told.high) == (None, 0.0, 1.0)


def test_a_month_is_compared_with_the_one_before_and_with_a_year_before():
    days = months(date(2026, 3, 31))
    counts = [Count(place, "carrier", "open", alerts, 1)
              for place, alerts in ((11, 4), (12, 6), (22, 2), (23, 3))]  # fmt: skip
    told = {one.word: (one.alerts, one.before, one.year_before)
            for one in reckoned._months(counts, days)}  # fmt: skip
    assert told["2025-03"] == (4, None, None)
    assert told["2025-04"] == (6, 4, None)
    assert told["2025-05"] == (0, 6, None)
    assert told["2026-03"] == (3, 2, 4)
    assert len(told) == 13


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 12, 31), date(2024, 2, 29)])
def test_the_months_are_two_years_up_to_this_one(today):
    days = months(today)
    assert len(days) == 25
    assert days[-2] == today.replace(day=1)
    assert all(day.day == 1 for day in days)
    assert len(set(days)) == 25


def test_a_chart_draws_every_part_and_escapes_what_it_is_told():
    drawn = bars([("2026-03", [1, 0]), ("2026-04", [2, 3])], ["<a>", "b"], str)
    assert drawn.count("<title>") == 3
    assert "&lt;a&gt;" in drawn
    assert "<a>" not in drawn
    assert "<svg" in bars([], ["open"], str)
