"""Values of a cursor: put in order, kept, lagged behind, shown."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.errors import ConfigError
from leakwatch.ingest.cursor import Cursor, kind, known, written

NOW = datetime(2026, 3, 7, 4, 0, 0, tzinfo=UTC)
WALL = datetime(2026, 3, 7, 12, 0, 0)
OFFSET = timezone(timedelta(hours=-5))


def cursor(lag=0.0):
    return Cursor("at", lag, "Asia/Shanghai", "[sources.t]", NOW)


MOMENTS = st.datetimes(timezones=st.sampled_from([None, UTC, OFFSET]))
VALUES = st.one_of(
    st.integers(), st.floats(allow_nan=False), MOMENTS, st.dates(), st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
)  # fmt: skip


@given(VALUES)
def test_a_value_that_is_kept_comes_back_as_it_was(value):
    assert known(kind(value), written(value)) == value


@pytest.mark.parametrize(
    ("value", "lag", "bound"),
    [
        (17, 0, 17), (17, 5, 12), (17, 0.5, 16), (2**60, 1, 2**60 - 1), (0.5, 0.25, 0.25),
        (Decimal("1.50"), 0.5, Decimal("1.00")),
        (date(2026, 3, 7), 0, date(2026, 3, 7)), (date(2026, 3, 7), 60, date(2026, 3, 6)),
        ("A7", 0, "A7"), ("2026-03-07 09:00:00.5", 0, "2026-03-07 09:00:00.5"),
        ("2026-03-07 09:00:00.5", 60, "2026-03-07 08:59:00"),
        ("2026-03-07T09:00:00Z", 60, "2026-03-07T08:59:00"),
        ("2026/03/07 00:00:00", 1, "2026/03/06 23:59:59"),
        ("20260307090000", 1, "20260307085959"), ("20260307", 1, "20260306"),
    ],
)  # fmt: skip
def test_the_next_pull_asks_from_the_lag_before(value, lag, bound):
    assert cursor(lag).bound(value) == bound


@pytest.mark.parametrize("value", [WALL, NOW])
def test_a_time_is_asked_for_a_little_earlier_for_servers_that_round_it(value):
    assert cursor(60).bound(value) == value - timedelta(seconds=60, milliseconds=10)


def test_before_anything_was_reached_everything_is_asked_for():
    assert cursor(60).bound(None) is None


@pytest.mark.parametrize(
    ("value", "reached"),
    [
        (10**12, 10**12), ("z", "z"), ("99999999", "99999999"),
        (WALL, WALL), (WALL + timedelta(seconds=1), WALL), (datetime(9999, 12, 31), WALL),
        (NOW, NOW), (NOW.astimezone(OFFSET) + timedelta(hours=1), NOW),
        (date(2026, 3, 7), date(2026, 3, 7)), (date(2026, 3, 8), date(2026, 3, 7)),
        ("2026-03-07 11:59:59.9", "2026-03-07 11:59:59.9"),
        ("2026-03-07 12:00:01", "2026-03-07 12:00:00"), ("20991231", "20260307"),
    ],
)  # fmt: skip
def test_what_is_dated_ahead_is_not_reached_yet(value, reached):
    assert cursor().reached(value) == reached


@pytest.mark.parametrize(
    ("values", "before"),
    [
        ([], None), ([None], None), ([1, 2.5, Decimal(3)], 7), ([None, WALL], WALL),
        ([NOW, NOW.astimezone(OFFSET)], NOW), ([WALL.date()], None), (["a", None, "b"], "A"),
    ],
)  # fmt: skip
def test_values_of_one_order_are_a_cursor(values, before):
    cursor().check(values, before)


@pytest.mark.parametrize(
    ("values", "before", "lag", "says"),
    [
        ([1, "a"], None, 0, "holds numbers and text"),
        ([1], "a", 0, "holds numbers and text"),
        ([WALL], date(2026, 3, 7), 0, "holds dates and times"),
        ([WALL, NOW], None, 0, "holds times with and without an offset"),
        ([NOW], WALL, 0, "holds times with and without an offset"),
        ([True], None, 0, "holds bool"),
        ([b"7"], None, 0, "holds bytes"),
        (["a"], None, 1, "holds text that is no time"),
        (["2026-02-30 00:00:00"], None, 1, "holds text that is no time"),
    ],
)  # fmt: skip
def test_values_without_one_order_are_none(values, before, lag, says):
    with pytest.raises(ConfigError, match=rf"^\[sources.t\]: cursor 'at' {says}") as told:
        cursor(lag).check(values, before)
    assert "cast it in the query" in str(told.value)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (1, 1, "1"), (1, 1700000000, "1-1700000000"), (1, 13800000001, "by at"),
        (WALL, WALL, "20260307T120000"), (WALL.date(), WALL.date(), "2026-03-07"),
        ("2026-03-07 09:00:00.5", "20260308000000", "20260307T090000-20260308T000000"),
        ("13800000001", "13800000001", "by at"), ("张三", "张三", "by at"), (None, None, "by at"),
    ],
)  # fmt: skip
def test_a_files_name_shows_times_and_small_numbers_and_nothing_of_people(first, last, shown):
    assert cursor().shown(first, last) == shown
