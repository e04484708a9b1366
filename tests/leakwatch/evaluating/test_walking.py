"""First verdicts: no day is judged twice, and the last week is the whole run's."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.evaluating.running import Outcome
from leakwatch.evaluating.walking import Walked, completed, weeks, within

FIRST, LAST = pd.Timestamp("2026-03-08"), pd.Timestamp("2026-03-09")


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 100))
def test_every_day_is_in_one_week_of_seven_days_at_most(low, length):
    high = low + timedelta(days=length)
    spans = weeks(low, high)
    days = [first + timedelta(days=one) for first, last in spans
            for one in range((last - first).days + 1)]  # fmt: skip
    assert days == [low + timedelta(days=one) for one in range(length + 1)]
    assert all((last - first).days <= 6 for first, last in spans)


def frame(*days, score=0.5):
    return pd.DataFrame({"actor": "a", "day": pd.to_datetime(days), "score": score})


def said(*days):
    return pd.DataFrame({"actor": "a", "day": pd.to_datetime(days), "detector": "no_case"})


def outcome(days, raised):
    none = pd.DataFrame()
    return Outcome(days.assign(role="clerk"), none, raised, none)


@pytest.mark.parametrize(
    ("low", "high", "count"), [("2026-03-08", "2026-03-08", 1), ("2026-03-10", "2026-03-12", 0)]
)
def test_both_ends_of_a_week_are_within_it(low, high, count):
    days = frame("2026-03-07", "2026-03-08", "2026-03-09")
    assert len(within(days, date.fromisoformat(low), date.fromisoformat(high))) == count


def test_what_was_said_first_stands_and_the_end_adds_only_later_days():
    walked = Walked(frame(FIRST, score=0.1), said(FIRST))
    told = completed(walked, outcome(frame(FIRST, LAST, score=0.9), said(FIRST, LAST, LAST)))
    assert told.days["score"].tolist() == [0.1, 0.9]
    assert told.raised["day"].tolist() == [FIRST, LAST, LAST]


def test_what_the_end_alone_raises_of_an_earlier_day_was_not_known_then():
    walked = Walked(frame(FIRST, score=0.1), said())
    told = completed(walked, outcome(frame(FIRST, LAST), said(FIRST)))
    assert told.raised.empty


def test_within_one_week_the_end_is_the_first_verdict():
    told = completed(Walked(frame(), said()), outcome(frame(FIRST, LAST), said(LAST)))
    assert told.days["day"].tolist() == [FIRST, LAST]
    assert list(told.days.columns) == ["actor", "day", "score"]
    assert len(told.raised) == 1
