"""Crontab lines against a second reading of them, minute by minute."""

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.errors import ConfigError
from leakwatch.schedule.cron import Cron

MINUTE = timedelta(minutes=1)
#: a clock that is moved, or never is, and a moment shortly before
CHANGES = [
    ("America/New_York", datetime(2026, 3, 7, 20, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 31, 20, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 3, 28, 12, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    # half an hour
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 2, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 2, tzinfo=UTC)),
    # a Friday that never was
    ("Pacific/Apia", datetime(2011, 12, 29, 18, tzinfo=UTC)),
    # midnights that were not, and that were twice
    ("America/Sao_Paulo", datetime(2018, 11, 3, 12, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 2, 17, 12, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 3, 28, 12, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    # summer time in winter
    ("Africa/Casablanca", datetime(2026, 2, 14, 12, tzinfo=UTC)),
    ("Asia/Shanghai", datetime(2026, 1, 30, 12, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 2, 27, 12, tzinfo=UTC)),
    ("UTC", datetime(2028, 2, 28, 12, tzinfo=UTC)),
]


def numbers(field, low, high):
    """The numbers of a field as crontab(5) reads it."""
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        found.update(range(int(first), int(last or first) + 1, int(step or 1)))
    return found


def matching(line):
    """Whether a clock that shows this is one of the line's moments."""
    minute, hour, day, month, week = line.split()
    minutes, hours = numbers(minute, 0, 59), numbers(hour, 0, 23)
    days, months = numbers(day, 1, 31), numbers(month, 1, 12)
    weekdays = {number % 7 for number in numbers(week, 0, 6)}

    def fits(wall):
        in_month, in_week = wall.day in days, wall.isoweekday() % 7 in weekdays
        starred = day[0] == "*" or week[0] == "*"
        due = (in_month and in_week) if starred else (in_month or in_week)
        return wall.minute in minutes and wall.hour in hours and wall.month in months and due

    return fits, hours == set(range(24))


def slowly(line, zone, after, upto):
    """The moments a watchman would find who looks at the wall every minute."""
    fits, every_hour = matching(line)
    found, shown = [], set()
    at = after - timedelta(hours=25)
    offset = at.astimezone(zone).utcoffset()
    old, until = offset, at
    while at <= upto:
        wall = at.astimezone(zone).replace(tzinfo=None)
        now = at.astimezone(zone).utcoffset()
        if now > offset:
            # the clock was put on: for so long the old one shows what this one left out
            old, until = offset, at + (now - offset)
        offset = now
        left_out = (at.replace(tzinfo=None) + old) if at < until else None
        due = fits(wall) and (every_hour or wall not in shown)
        due |= bool(left_out and not every_hour and fits(left_out))
        shown.add(wall)
        if due and at > after:
            found.append(at)
        at += MINUTE
    return found


@st.composite
def spans(draw, low, high):
    first = draw(st.integers(low, high))
    last = draw(st.integers(first, high))
    step = draw(st.integers(1, max(1, last - first)))
    return f"{first}-{last}/{step}" if step > 1 else f"{first}-{last}"


def field(low, high):
    one = st.one_of(st.integers(low, high).map(str), spans(low, high))
    # longer steps than the field are refused
    every = st.one_of(st.just("*"), st.integers(1, min(20, high - low)).map("*/{}".format))
    return st.one_of(every, st.lists(one, min_size=1, max_size=3).map(",".join))


def minutes():
    return st.one_of(field(0, 59), st.sampled_from(["0", "30", "*/15", "59"]))


def hours():
    return st.one_of(field(0, 23), st.sampled_from(["*", "0", "1", "2", "0-3", "23"]))


LINES = st.tuples(
    minutes(), hours(), st.one_of(st.just("*"), field(1, 31)),
    st.one_of(st.just("*"), field(1, 12)), st.one_of(st.just("*"), field(0, 6)),
).map(" ".join)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(LINES, st.sampled_from(CHANGES), st.integers(0, 1500), st.integers(0, 2500))
def test_what_is_due_is_what_a_watchman_finds(line, change, early, long):
    name, began = change
    zone, after = ZoneInfo(name), began + early * MINUTE
    upto = after + long * MINUTE
    assert Cron(line, zone).dues(after, upto) == slowly(line, zone, after, upto)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from(CHANGES), st.integers(1, 4000), st.integers(1, 4000))
def test_cut_anywhere_nothing_is_skipped_and_nothing_twice(line, change, first, second):
    name, began = change
    cron, middle = Cron(line, ZoneInfo(name)), began + first * MINUTE
    end = middle + second * MINUTE
    assert cron.dues(began, middle) + cron.dues(middle, end) == cron.dues(began, end)


def walls(line, name, first, days):
    zone = ZoneInfo(name)
    found = Cron(line, zone).dues(first, first + timedelta(days=days))
    return [f"{due.astimezone(zone):%a %d %H:%M}" for due in found]


def test_two_in_the_morning_is_once_a_day_whatever_the_clock_does():
    spring, autumn = datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC)
    line, zone = "15 2 * * *", "America/New_York"
    assert walls(line, zone, spring, 3) == ["Sat 07 02:15", "Sun 08 03:15", "Mon 09 02:15"]
    assert walls("30 1 * * *", zone, autumn, 3) == ["Sat 31 01:30", "Sun 01 01:30", "Mon 02 01:30"]


def test_every_hour_goes_through_both_hours():
    zone, night = ZoneInfo("America/New_York"), datetime(2026, 11, 1, 4, tzinfo=UTC)
    found = Cron("0 * * * *", zone).dues(night, night + timedelta(hours=4))
    assert [f"{due.astimezone(zone):%H:%M}" for due in found] == [
        "01:00",
        "01:00",
        "02:00",
        "03:00",
    ]


def test_a_midnight_that_is_not_comes_an_hour_later():
    before = datetime(2018, 11, 3, 12, tzinfo=UTC)
    assert walls("0 0 * * *", "America/Sao_Paulo", before, 2) == ["Sun 04 01:00", "Mon 05 00:00"]


def test_a_day_that_never_was_has_no_window_of_its_own():
    before = datetime(2011, 12, 29, 12, tzinfo=UTC)
    assert walls("15 2 * * *", "Pacific/Apia", before, 3) == [
        "Thu 29 02:15", "Sat 31 02:15", "Sun 01 02:15",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("week", "days"),
    [
        ("0", "Sun"), ("7", "Sun"), ("1", "Mon"), ("6", "Sat"), ("sun", "Sun"), ("SAT", "Sat"),
        ("1-5", "Mon Tue Wed Thu Fri"), ("5-7", "Fri Sat Sun"), ("0-2,5", "Sun Mon Tue Fri"),
        ("mon-fri/2", "Mon Wed Fri"), ("*/2", "Sun Tue Thu Sat"), ("fri-sun", "Fri Sat Sun"),
    ],
)  # fmt: skip
def test_weekdays_are_counted_from_sunday(week, days):
    sunday = datetime(2026, 3, 1, tzinfo=UTC)
    found = walls(f"0 12 * * {week}", "UTC", sunday, 7)
    assert {each.split()[0] for each in found} == set(days.split())


def test_of_a_day_of_the_month_and_one_of_the_week_either_will_do():
    first = datetime(2026, 5, 1, tzinfo=UTC)
    assert walls("0 1 13 * 5", "UTC", first, 14) == ["Fri 01 01:00", "Fri 08 01:00", "Wed 13 01:00"]


@pytest.mark.parametrize(
    "line",
    [
        "", "* * * *", "* * * * * *", "@daily", "60 * * * *", "* 24 * * *", "* * 0 * *",
        "* * 32 * *", "* * * 13 *", "* * * 0 *", "* * * * 8", "* * * * 1-8", "* * * * 5-1",
        "* * * * 1/2", "* * * * mon#2", "* * * * mon/2", "* * * * 1-5/0", "* * * * */-1",
        "* * * * */0", "* * * * ,", "* * * * ²", "*/0 * * * *", "-1 * * * *", "5-1 * * * *",
        "1,, * * * *", "a * * * *", "1.5 * * * *",
    ],
)  # fmt: skip
def test_what_is_no_line_is_refused(line):
    with pytest.raises(ConfigError, match=r"is no line of a crontab.*; minute hour day month"):
        Cron(line, ZoneInfo("UTC"))


def test_next_is_the_first_after_now_and_none_where_there_is_none():
    now = datetime(2026, 3, 1, 2, 15, tzinfo=UTC)
    assert Cron("15 2 * * *", ZoneInfo("UTC")).next(now) == now + timedelta(days=1)
    assert Cron("15 2 1 * *", ZoneInfo("UTC")).next(now) == datetime(2026, 4, 1, 2, 15, tzinfo=UTC)
    assert Cron("0 0 30 2 *", ZoneInfo("UTC")).next(now) is None


def test_a_year_of_every_five_minutes_takes_no_time_to_speak_of():
    began, zone = datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("America/New_York")
    before = time.process_time()
    found = Cron("*/5 * * * *", zone).dues(began, began + timedelta(days=365))
    assert len(found) == 365 * 288
    assert time.process_time() - before < 5
