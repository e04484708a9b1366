"""Each way of writing a time, at the moments where such ways go wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from leakwatch.synth.files import clock

DAY = date(2026, 3, 7)
MORNING = 9 * 3600 + 5 * 60 + 11


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (clock.plain, "2026-03-07 09:05:11"),
        (clock.compact, "20260307090511"),
        (clock.excel, "2026/3/7 9:05"),
        (clock.excel_seconds, "2026/3/7 9:05:11"),
        (clock.iso, "2026-03-07T09:05:11+08:00"),
        (clock.words, "2026年3月7日 9时5分11秒"),
        (clock.half_day, "2026-3-7 上午 9:05:11"),
        (clock.utc, "2026-03-07T01:05:11Z"),
        (clock.serial, "46088.378600"),
    ],
)
def test_a_morning_in_every_style(style, text):
    assert style(DAY, MORNING) == text


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (0, "上午 12:00:00"),
        (43_199, "上午 11:59:59"),
        (43_200, "下午 12:00:00"),
        (46_800, "下午 1:00:00"),
        (86_399, "下午 11:59:59"),
    ],
)
def test_half_days_turn_at_noon_and_midnight(second, text):
    assert clock.half_day(DAY, second).endswith(text)


def test_hours_before_eight_are_yesterday_in_utc():
    assert clock.utc(DAY, 3_600) == "2026-03-06T17:00:00Z"


@pytest.mark.parametrize("second", [0, MORNING, 86_399])
def test_epoch_milliseconds_are_utc(second):
    zone = timezone(timedelta(hours=8))
    moment = datetime(2026, 3, 7, tzinfo=zone) + timedelta(seconds=second)
    assert int(clock.epoch_millis(DAY, second)) == moment.timestamp() * 1000


def test_milliseconds_have_three_digits():
    assert clock.millis(DAY, 0) == "2026-03-07 00:00:00.000"
    assert clock.iso_basic_offset(DAY, 0).endswith(".000+0800")
