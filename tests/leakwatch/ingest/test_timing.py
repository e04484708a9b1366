from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import clocks
from leakwatch.ingest.timing import days, moments, yyyymmdd

ZONE = "Asia/Shanghai"
MOMENTS = st.datetimes(datetime(1980, 1, 1), datetime(2110, 1, 1))
WRITTEN = st.one_of(
    MOMENTS.map(str), MOMENTS.map(lambda moment: f"{moment:%Y%m%d%H%M%S}"),
    st.integers(10**11, 10**14).map(str),
    st.sampled_from([
        "20260230000000", "2026-02-30 00:00:00", "20260307240000", "20260307090560", "soon",
        "2026-03-07", "46088.5", "1772845511000", "2026-03-07T09:05:11+0800", "2026/3/7 9:05",
    ]),
    st.text(alphabet="0123456789-: T.", max_size=20),
)  # fmt: skip


def column(*written):
    return pa.array(written, pa.string())


@given(st.lists(st.none() | WRITTEN, max_size=8))
def test_the_quick_way_reads_what_the_slow_way_reads(written):
    timed = moments(column(*written), ZONE)
    said = [clocks.read(each) if each is not None else clocks.Moment() for each in written]
    assert timed.problems.to_pylist() == [moment.problem or None for moment in said]
    walls, at = timed.wall.to_pylist(), timed.at.to_pylist()
    for moment, wall, utc in zip(said, walls, at, strict=True):
        assert (wall is None) == (utc is None) == (moment.wall is None and moment.utc is None)
        assert moment.wall in (None, wall)
        assert moment.utc in (None, utc)


def test_a_neighbour_does_not_change_what_is_read():
    alone = moments(column("2026-03-07 09:05:11"), ZONE).wall.to_pylist()
    beside = moments(column("2026-03-07 09:05:11", "2026-02-30 09:00:00"), ZONE).wall.to_pylist()
    assert beside == [*alone, None]


@pytest.mark.parametrize(
    ("written", "zone", "wall", "at"),
    [
        ("2026-03-07 09:05:11", ZONE, (3, 7, 9, 5, 11), (3, 7, 1, 5, 11)),
        ("2026-03-07 09:05:11", "Asia/Urumqi", (3, 7, 9, 5, 11), (3, 7, 3, 5, 11)),
        ("2026-03-07T01:05:11Z", ZONE, (3, 7, 9, 5, 11), (3, 7, 1, 5, 11)),
        ("1772845511000", "America/New_York", (3, 6, 20, 5, 11), (3, 7, 1, 5, 11)),
        # New York sets its clocks to summer on 8 March and back on 1 November
        ("2026-03-08 02:30:00", "America/New_York", (3, 8, 2, 30), (3, 8, 7, 0)),
        ("2026-11-01 01:30:00", "America/New_York", (11, 1, 1, 30), (11, 1, 5, 30)),
    ],
)
def test_wall_and_moment(written, zone, wall, at):
    timed = moments(column(written), zone)
    assert timed.wall.to_pylist() == [datetime(2026, *wall)]
    assert timed.at.to_pylist() == [datetime(2026, *at, tzinfo=UTC)]


def test_a_date_alone_counts_only_where_dates_may_stand_alone():
    assert moments(column("2026-03-07"), ZONE).problems.to_pylist() == ["a date without a time"]
    loose = moments(column("2026-03-07"), ZONE, date_alone=True)
    assert loose.wall.to_pylist() == [datetime(2026, 3, 7)]
    assert loose.problems.to_pylist() == [None]


def test_days_are_of_the_zone_and_what_is_none_is_named():
    read, problems = days(column("2026/3/7", "1772812800000", None, "休"), ZONE)
    assert read.to_pylist() == [date(2026, 3, 7), date(2026, 3, 7), None, None]
    assert problems.to_pylist() == [None, None, None, "unreadable date"]


def test_a_day_as_one_number():
    walls = pa.array([datetime(2026, 3, 7, 23), None], pa.timestamp("us"))
    assert yyyymmdd(walls).tolist()[0] == 20260307


def test_nothing_is_read_from_nothing():
    assert len(moments(column(), ZONE).at) == 0
    assert len(days(column(), ZONE)[0]) == 0
