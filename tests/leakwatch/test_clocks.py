from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import clocks

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("written", "wall"),
    [
        ("2026-03-07 09:05:11", (9, 5, 11)),
        ("2026-03-07 09:05:11.25", (9, 5, 11, 250_000)),
        ("2026-03-07 09:05:11,123456789", (9, 5, 11, 123_456)),
        ("20260307090511", (9, 5, 11)),
        ("202603070905", (9, 5)),
        ("20260307 090511", (9, 5, 11)),
        ("2026/3/7 9:05", (9, 5)),
        ("2026/3/7 9:05:11", (9, 5, 11)),
        ("2026.3.7 9:05", (9, 5)),
        ("2026-03-07T09:05:11.5", (9, 5, 11, 500_000)),
        ("2026年3月7日 9时5分", (9, 5)),
        ("2026年3月7日 9时5分11秒", (9, 5, 11)),
        ("2026年03月07日09:05", (9, 5)),
        ("2026-3-7 上午 9:05:11", (9, 5, 11)),
        ("2026-3-7 下午 9:05:11", (21, 5, 11)),
        ("2026/3/7 上午12:05", (0, 5)),
        ("2026/3/7 下午12:05", (12, 5)),
        ("2026/3/7 9:05:11 PM", (21, 5, 11)),
        ("46088.378599537", (9, 5, 11)),
        ("46088.0", (0, 0)),
        ("46088 09:05", (9, 5)),
        ("46088 0.378599537", (9, 5, 11)),
        ("2026-03-07 0.5", (12, 0)),
        ("2026/3/7 .25", (6, 0)),
        ("2026年3月7日 下午 1:05", (13, 5)),
        ("20260307 6.9444444444444447E-4", (0, 1)),
        ("20260307 0", (0, 0)),
        ("46088 下午 9:05", (21, 5)),
        ("２０２６－０３－０７ ０９：０５", (9, 5)),
        ("'2026-03-07 09:05", (9, 5)),
        ("\t2026-03-07\u300009:05 ", (9, 5)),
        ("Mar 07 2026 09:05:11", (9, 5, 11)),
        ("Mar  7 2026 09:05:11.25", (9, 5, 11, 250_000)),
        ("MAR 7, 2026 9:05", (9, 5)),
        ("Mar 07 2026 09:05:11 CST", (9, 5, 11)),
        ("2026-03-07 09:05:11.250 CST", (9, 5, 11, 250_000)),
        ("07-MAR-26 09.05.11.000000 AM", (9, 5, 11)),
        ("07-MAR-26 09.05.11.250000 PM", (21, 5, 11, 250_000)),
        ("7-Mar-2026 09:05:11", (9, 5, 11)),
        ("07-3月 -26 09.05.11.000000 下午", (21, 5, 11)),
        ("07-3月-26 09.05.11", (9, 5, 11)),
    ],
)
def test_every_style_is_the_same_wall_clock(written, wall):
    assert clocks.read(written) == clocks.Moment(wall=datetime(2026, 3, 7, *wall))


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-03-07T09:05:11Z", (9, 5, 11)),
        ("2026-03-07T09:05:11.000+0800", (1, 5, 11)),
        ("2026-03-07T09:05:11+08:00", (1, 5, 11)),
        ("2026-03-07T09:05:11-0330", (12, 35, 11)),
        ("1772845511000", (1, 5, 11)),
        ("1772845511007", (1, 5, 11, 7000)),
        ("2026-03-07 09:05:11 UTC", (9, 5, 11)),
        ("2026-03-07 09:05:11.007 GMT", (9, 5, 11, 7000)),
        ("2026-03-07 09:05:11 +08", (1, 5, 11)),
        ("2026-03-07 09:05:11-03", (12, 5, 11)),
        ("Mar 07 2026 09:05:11 UTC", (9, 5, 11)),
        ("Mar 07 2026 09:05:11.007 +0800", (1, 5, 11, 7000)),
        ("Mar 07 2026 09:05:11 GMT+08:00", (1, 5, 11)),
        ("07-MAR-26 09.05.11.000000 AM +08:00", (1, 5, 11)),
        # a date kept as the milliseconds of its midnight in Shanghai
        ("1772812800000 9:05", (1, 5)),
    ],
)
def test_an_offset_or_an_epoch_tells_the_moment(written, utc):
    said = clocks.read(written)
    assert said == clocks.Moment(utc=datetime(2026, 3, 7, *utc, tzinfo=UTC))


@pytest.mark.parametrize("written", ["2026-03-07 24:00:00", "2026-03-07 24:00", "46088 1"])
def test_twenty_four_hours_is_the_next_midnight(written):
    assert clocks.read(written).wall == datetime(2026, 3, 8)


@pytest.mark.parametrize(
    "written", ["2026-03-07", "2026/3/7", "20260307", "2026年3月7日", "46088", " 2026-03-07 ",
                "Mar 07 2026", "07-MAR-26", "07-3月 -26"]
)  # fmt: skip
def test_a_date_alone_is_no_time(written):
    assert clocks.read(written) == clocks.NO_TIME
    assert clocks.read_loosely(written).wall == datetime(2026, 3, 7)
    assert clocks.read_day(written) == date(2026, 3, 7)


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "soon", "上周六上午", "9:05", "2026-03-07 25:00", "2026-02-30 09:00",
        "2026-13-01 09:00", "20260230000000", "2026-03-07 24:00:01", "9999-12-31 24:00:00",
        "2026-03-07 09:61", "2026-03-07T09:05:11+99:99", "2026-03-07T09:05:11+24:00",
        "0000000000000",
        "0026-03-07 09:05", "1989-12-31 09:05", "12345.5", "2026-03-07 1.5", "2026-03-07 2",
        "46088 soon", "soon 9:05", "1E+10", "17728455110001", "2026-03-07 09:05 09:05",
        "46088 46088",
        "2026-03-07 ٣:٠٥x", "March 07 2026 09:05:11", "Mar 32 2026 09:05:11", "Mar 0 2026 09:05",
        "Mar 07 26 09:05:11", "Mar 2026 09:05:11", "Mars 07 2026 09:05:11", "07 Mar 2026 09:05:11",
        "Mar 07 2026 09:05:11 EST", "Mar 07 2026 09:05:11 +15:00", "Mar 07 2026 09:05:11 utc",
        "07-MAR-85 09.05.11", "07-MAR-026 09.05.11", "07-XXX-26 09.05.11", "07-13月-26 09.05.11",
        "31-FEB-26 09.05.11", "26-MAR-2026-07 09:05", "03-07-26 09:05:11", "46088 CST",
    ],
)  # fmt: skip
def test_what_is_no_time_is_named_and_never_guessed(written):
    said = clocks.read(written)
    assert said.problem
    assert said.wall is None
    assert said.utc is None
    assert clocks.read_loosely(written).problem


@pytest.mark.parametrize("written", ["Mar  7 09:05:11", "Mar 07 09:05:11.250", "mar 07 9:05 UTC"])
def test_a_date_of_syslog_says_no_year_and_none_is_guessed(written):
    assert clocks.read(written) == clocks.NO_YEAR


@given(st.text(alphabet="0123456789-/: .年月日时分秒TZ+下午eEMAROCT,", max_size=24))
def test_nothing_written_raises(written):
    said = clocks.read(written)
    assert (said.wall is None and said.utc is None) == bool(said.problem)
    clocks.read_day(written, SHANGHAI)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)))
def test_styles_agree_to_the_second(moment):
    second = moment.replace(microsecond=0)
    half = "上午" if second.hour < 12 else "下午"
    days = (second - datetime(1899, 12, 30)) / timedelta(days=1)
    date, time = (second.year, second.month, second.day), second.timetuple()[3:6]
    written = [
        second.isoformat(), second.strftime("%Y%m%d%H%M%S"), f"{second:%Y/%m/%d %H:%M:%S}",
        "{}年{}月{}日 {}时{}分{}秒".format(*date, *time),
        f"{second:%Y-%m-%d} {half} {(second.hour - 1) % 12 + 1}:{second:%M:%S}",
        f"{second:%b %d %Y %H:%M:%S}", f"{second:%d-%b-%Y %I.%M.%S.000000 %p}",
        f"{days:.9f}", f"{int(days)} {second:%H:%M:%S}", f"{second:%Y-%m-%d} {days % 1:.9f}",
    ]  # fmt: skip
    assert {clocks.read(each).wall for each in written} == {second}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2049, 12, 31)))
def test_two_digits_of_a_year_are_of_these_decades(moment):
    second = moment.replace(microsecond=0)
    assert clocks.read(f"{second:%d-%b-%y %I.%M.%S.000000 %p}").wall == second
    assert clocks.read(f"{second:%d}-{second.month}月 -{second:%y %H.%M.%S}").wall == second


@pytest.mark.parametrize(
    ("written", "zone", "day"),
    [
        ("1772812800000", SHANGHAI, date(2026, 3, 7)),
        ("1772812800000", UTC, date(2026, 3, 6)),
        ("2026-03-06T23:00:00Z", SHANGHAI, date(2026, 3, 7)),
        ("2026-03-07 23:59", SHANGHAI, date(2026, 3, 7)),
        ("46088.99", SHANGHAI, date(2026, 3, 7)),
        ("07-MAR-26", SHANGHAI, date(2026, 3, 7)),
        ("Mar 06 2026 23:00:00 UTC", SHANGHAI, date(2026, 3, 7)),
        ("2026-02-30", SHANGHAI, None),
        ("12345", SHANGHAI, None),
        ("1962/5/30", SHANGHAI, date(1962, 5, 30)),
        ("19620530", SHANGHAI, date(1962, 5, 30)),
        ("1962-05-30 00:00:00.0", SHANGHAI, date(1962, 5, 30)),
        ("1962-05-30 09:00:00", SHANGHAI, None),
        ("1899-12-31", SHANGHAI, None),
        ("休", SHANGHAI, None),
    ],
)
def test_a_day_is_that_of_the_wall(written, zone, day):
    assert clocks.read_day(written, zone) == day
