"""People exposed and working days until a leak is found."""

import math

import pandas as pd
import pytest

from leakwatch.evaluating.delays import delays, working_days


def day(number):
    return pd.Timestamp(f"2026-03-{number:02d}")


LEAKS = pd.DataFrame({"leak": [0, 1], "people": [60, 9], "first": [day(2), day(3)]})
DAYS = pd.DataFrame(
    [(0, "a", day(2), 10), (0, "a", day(4), 20), (0, "a", day(9), 30), (1, "b", day(3), 9)],
    columns=["leak", "actor", "day", "people"],
)


def told(found):
    given = pd.Series(found, name="day", dtype="datetime64[us]")
    return delays(LEAKS, DAYS, given).set_index("leak")


@pytest.mark.parametrize(
    ("found", "before", "by", "working"),
    [(2, 0, 10, 0), (4, 10, 30, 2), (9, 30, 60, 5)],
)
def test_the_day_of_the_finding_is_exposed_by_its_end(found, before, by, working):
    one = told({0: day(found)}).loc[0]
    assert (one["before"], one["by"], one["working"]) == (before, by, working)


def test_who_is_not_found_has_exposed_everybody_and_takes_for_ever():
    one = told({0: day(2)}).loc[1]
    assert (one["before"], one["by"]) == (9, 9)
    assert math.isinf(one["working"])
    assert pd.isna(one["found"])


def test_nobody_found_is_nobody_found():
    nobody = told({})
    assert nobody["found"].isna().all()
    assert nobody["by"].tolist() == [60, 9]


def test_no_leaks_take_no_time():
    assert delays(LEAKS[:0], DAYS[:0], pd.Series([], dtype="datetime64[us]")).empty


@pytest.mark.parametrize(
    ("first", "found", "expected"),
    [
        ("2026-03-06", "2026-03-06", 0),
        ("2026-03-06", "2026-03-08", 1),
        ("2026-03-07", "2026-03-09", 0),
        ("2026-03-02", "2026-03-16", 10),
        # 清明节: the 6th of April is free
        ("2026-04-03", "2026-04-07", 1),
    ],
)
def test_weekends_and_holidays_are_no_working_days(first, found, expected):
    assert working_days(pd.Timestamp(first), pd.Timestamp(found)) == expected
