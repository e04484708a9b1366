"""Each of the six warnings stays silent just below its limit, and fires above it."""

from datetime import date

import pandas as pd
import pytest

from leakwatch.calendar import Calendar, Opening
from leakwatch.evaluating import warnings

HOURS = Calendar(
    holidays=frozenset({date(2026, 3, 4)}),
    opening=(Opening("bank", None, 510, 1050), Opening("bank", "west", 0, 60)),
)
MONDAY = pd.Timestamp("2026-03-02")


def looks(count=1, *, actor="a", day=MONDAY, at="10:00", every=60, **given):
    """Looks of one account, `every` so many seconds, each at another customer of the house."""
    clock = [day + pd.Timedelta(f"{at}:00") + pd.Timedelta(seconds=every * n) for n in range(count)]
    usual = {
        "org": "bank", "actor": actor, "at": clock, "clock": clock, "day": day, "look": True,
        "miss": False, "region": "33", "reason": "01",
        "subject": [f"{actor}-{day:%d}-{at}-{n}" for n in range(count)],
    }  # fmt: skip
    return pd.DataFrame({**usual, **given})


def score(*parts, actor="a", day=MONDAY):
    told = warnings.six(pd.concat(parts, ignore_index=True), HOURS)
    return dict(zip(zip(told["actor"], told["day"], strict=True), told["score"], strict=True))[
        actor, day
    ]


def days(count, each):
    return [looks(each, day=MONDAY + pd.Timedelta(days=n)) for n in range(count)]


def test_an_ordinary_day_is_no_warning():
    assert score(looks(20)) == 0


def test_a_new_user_may_reach_the_floor():
    assert score(looks(49)) == 0
    assert score(looks(50)) == 1


@pytest.mark.parametrize(("count", "times"), [(29, None), (30, 1), (60, 2)])
def test_three_times_the_past_is_a_surge(count, times):
    today = MONDAY + pd.Timedelta(days=1)
    found = score(*days(1, 10), looks(count, day=today), day=today)
    assert found == (0 if times is None else 2 - 1 / times)


def test_the_past_of_another_account_and_of_last_year_counts_for_nothing():
    long_ago = looks(1, day=MONDAY - pd.Timedelta(days=91))
    assert score(looks(1, actor="b"), long_ago, looks(49)) == 0


@pytest.mark.parametrize(("missed", "of", "fires"), [(2, 10, 0), (3, 9, 0), (3, 10, 1)])
def test_a_share_of_failures(missed, of, fires):
    found = score(looks(of, miss=[n < missed for n in range(of)]))
    assert found == fires


@pytest.mark.parametrize(("count", "every", "fires"), [(3, 10, 0), (4, 201, 0), (4, 200, 1)])
def test_the_same_customer_four_times_in_ten_minutes(count, every, fires):
    assert score(looks(count, every=every, subject="one")) == fires


def test_nobodys_record_is_no_customer():
    assert score(looks(5, subject=None)) == 0


@pytest.mark.parametrize(("at", "fires"), [("08:29", 1), ("08:30", 0), ("17:29", 0), ("17:30", 1)])
def test_the_houses_hours(at, fires):
    assert score(looks(at=at)) == fires


def test_a_day_off_is_no_working_time():
    holiday = MONDAY + pd.Timedelta(days=2)
    assert score(looks(day=holiday), day=holiday) == 1
    assert score(looks(2, day=holiday), day=holiday) == 1.5


def test_a_house_without_hours_works_around_the_clock():
    assert score(looks(at="03:00", org="hospital")) == 0


def test_another_region_than_the_houses():
    assert score(looks(20), looks(1, at="11:00", region=None)) == 0
    assert score(looks(20), looks(1, at="11:00", region="65")) == 1


def test_an_org_without_regions_is_never_warned_of_them():
    assert score(looks(20, region=None)) == 0


@pytest.mark.parametrize(("others", "of", "fires"), [(4, 10, 0), (5, 9, 0), (5, 10, 1)])
def test_a_share_of_other_reasons(others, of, fires):
    reasons = ["25" if n < others else "01" for n in range(of)]
    assert score(looks(of, reason=reasons)) == fires


def test_more_warnings_come_before_plainer_ones():
    two = score(looks(1, at="20:00", region="65"), looks(20))
    assert two == 2
    assert score(looks(40, at="17:30", every=10)) < 2


def test_a_log_in_is_no_look():
    assert score(looks(), looks(90, at="20:00", every=1, look=False)) == 0


def test_no_looks_are_no_days():
    assert warnings.six(looks(3, look=False), HOURS).empty
