"""Who is under 14 on the day of access: by the birth date given, else by the ID number."""

from datetime import date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.ingest.hiding import Hider
from leakwatch.ingest.refine import Refiner
from leakwatch.tokens import Key

CHILD, GROWN = "99010120200101000X", "990101199001010017"


def minors(clock, zone="Asia/Shanghai", **columns):
    """`minor` of rows of these cells, at one clock."""
    length = max(len(column) for column in columns.values())
    texts = {"clock": [clock] * length, "actor": ["D001"] * length, **columns}
    rows = {name: pa.array(texts[name], pa.string()) for name in texts}
    action = pa.array(["view"] * length)
    plain = pa.table({"line": pa.array(range(1, length + 1)), "action": action, **rows})
    refined = Refiner("events", "key", zone, Hider(Key(bytes(32), ""), "clinic")).refine(plain)
    assert refined.wrong == []
    assert "birth" not in refined.table.column_names
    return refined.table["minor"].to_pylist()


@pytest.mark.parametrize(
    ("birth", "minor"),
    [
        ("2012-03-06", False),
        ("2012-03-07", False),
        ("2012-03-08", True),
        ("20120308", True),
        ("2012年3月8日", True),
        ("2012/3/8 0:00:00", True),
        ("2026-03-07", True),
        ("1931-10-01", False),
        ("43615", True),
        (None, None),
        ("不详", None),
        ("2012-03", None),
        ("2012-02-30", None),
    ],
)
def test_a_child_turns_fourteen_on_its_birthday(birth, minor):
    assert minors("2026-03-07 23:59:59", birth=[birth]) == [minor]


@pytest.mark.parametrize(
    ("birth", "id_no", "minor"),
    [
        (None, None, None),
        (None, CHILD, True),
        (None, GROWN, False),
        ("不详", CHILD, True),
        ("2000-01-01", CHILD, False),
        ("2020-01-01", GROWN, True),
        ("2020-01-01", "E00000001", True),
        ("2020-01-01", "9901**********0058", True),
    ],
)
def test_a_birth_date_given_counts_before_the_digits_of_an_id_number(birth, id_no, minor):
    assert minors("2026-03-07 09:00:00", birth=[birth], id_no=[id_no]) == [minor]


def test_the_day_is_that_of_the_sources_clock():
    moment = "2026-03-06T20:00:00Z"
    assert minors(moment, birth=["2012-03-07"]) == [False]
    assert minors(moment, "UTC", birth=["2012-03-07"]) == [True]


def test_without_either_nobody_says():
    assert minors("2026-03-07 09:00:00", subject=["P1"]) == [None]


@given(
    st.lists(st.dates(date(1930, 1, 1), date(2026, 3, 7)), min_size=1, max_size=9),
    st.datetimes(datetime(2026, 3, 7), datetime(2060, 1, 1)),
)
def test_the_years_are_counted_as_people_count_them(births, clock):
    def years(born):
        return clock.year - born.year - ((clock.month, clock.day) < (born.month, born.day))

    said = minors(clock.isoformat(" ", "seconds"), birth=[born.isoformat() for born in births])
    assert said == [years(born) < 14 for born in births]
