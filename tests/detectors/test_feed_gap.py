"""What a feed must be told for, and what it must not."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from detectors.feed_gap import FeedGap
from leakwatch.calendar import Calendar
from leakwatch.detector import Facts
from leakwatch.feeds.days import frame
from leakwatch.feeds.standing import Known, standing

#: a Monday; made up, so no holiday package knows it better than the calendar given
FIRST = date(2026, 3, 2)
ZONE = "Asia/Shanghai"
PLAIN = Calendar()


class Logs:
    """Hours and files of made-up feeds; every file holds a day."""

    def __init__(self, days=60, seed=1, first=FIRST):
        self.days = [first + timedelta(n) for n in range(days)]
        self.dice = np.random.default_rng(seed)
        self.hours, self.files = [], []

    def feed(self, source, rate, *, zone=ZONE, spread=8.0, skip=(), cells=None):
        """Events by `rate(day, hour)`, each day more or less; none in the hours `skip(day, hour)`
        says; `cells(day)` are what the day's file says of itself."""
        for day in self.days:
            mood, said = self.dice.gamma(spread, 1 / spread), []
            for hour in range(24):
                events = int(self.dice.poisson(mood * rate(day, hour)))
                wall = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
                if events and not (skip and skip(day, hour)):
                    said.append((utc(wall, zone), events))
            self.take(source, day, said, cells(day) if cells else {})
        return self

    def take(self, source, day, said, cells):
        self.hours += [{"source": source, "org": "o", "wiper": cells.get("wiper"), "at": at,
                        "events": events} for at, events in said]  # fmt: skip
        if said:
            self.files.append({
                "source": source, "file": f"{source}_{day}", "batch": f"{source}{day}",
                "first": pd.Timestamp(said[0][0], tz="UTC") + pd.Timedelta(minutes=5),
                "last": pd.Timestamp(said[-1][0], tz="UTC") + pd.Timedelta(minutes=55),
                "columns": "time; clerk; order", "lost": "", "sequence_first": None,
                "sequence_last": None, "sequence_holes": None, **cells,
            })  # fmt: skip

    def told(self, calendar=PLAIN, until=None, **known):
        """What the detector says: (source, day, sentence)."""
        pulse, files = pd.DataFrame(self.hours), pd.DataFrame(self.files)
        told = {name: Known("o", ZONE) for name in set(pulse["source"])} | known
        found = standing(pulse, files, told, calendar, until)
        rows = pd.concat([one.days for one in found], ignore_index=True)
        said = FeedGap().findings(Facts(None, None, feeds=rows))
        assert set(said["score"]) <= {1.0}
        return list(zip(said["source"], said["day"].dt.date, said["said"], strict=True))


def utc(wall, zone):
    return pd.Timestamp(wall).tz_localize(zone, ambiguous=True, nonexistent="shift_forward") \
        .tz_convert("UTC").tz_localize(None)  # fmt: skip


def works(day):
    return day.weekday() < 5


def office(size):
    """Nine to six on days of work."""
    return lambda day, hour: size * (works(day) and 9 <= hour < 18)


def ward(day, hour):
    """Day and night, quieter at night and on days off."""
    return (60 if 8 <= hour < 18 else 12) * (1.0 if works(day) else 0.6)


def between(first, last):
    """True from one moment to another, written "03-31 10"."""
    low, high = (datetime.strptime(f"2026-{edge}", "%Y-%m-%d %H") for edge in (first, last))
    return lambda day, hour: low <= datetime.combine(day, datetime.min.time()).replace(
        hour=hour) < high  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_ordinary_months_are_silent(seed):
    logs = Logs(days=90, seed=seed)
    logs.feed("ward", ward).feed("office", office(40)).feed("desk", office(4))
    logs.feed("branch", office(0.1), spread=1.0)
    assert logs.told() == []


def test_a_weekend_and_the_holidays_of_an_office_are_no_gap():
    free = frozenset(date(2026, 4, day) for day in range(6, 11))

    def rate(day, hour):
        return 0 if day in free else office(40)(day, hour)

    logs = Logs().feed("ward", ward).feed("office", rate)
    assert logs.told(Calendar(holidays=free)) == []


def test_the_same_days_without_a_holiday_are_a_gap():
    skip = between("04-06 00", "04-11 00")
    [(source, day, said)] = Logs().feed("ward", ward).feed("office", office(40), skip=skip).told()
    assert (source, day) == ("office", date(2026, 4, 6))
    assert said == "silent from 2026-04-03 18:00; came back at 2026-04-13 09:00"


def test_a_made_up_working_day_on_which_nobody_came_is_no_gap():
    made_up = Calendar(made_up=frozenset({date(2026, 4, 11), date(2026, 4, 18)}))
    assert Logs().feed("ward", ward).feed("office", office(40)).told(made_up) == []


def test_a_small_branch_with_a_few_events_a_week_may_miss_a_fortnight():
    skip = between("04-06 00", "04-20 00")
    logs = Logs(days=80).feed("ward", ward).feed("branch", office(0.08), spread=1.0, skip=skip)
    assert logs.told() == []


@pytest.mark.parametrize("days", [1, 5, 9])
def test_a_feed_that_just_began_may_stop(days):
    begin = FIRST + timedelta(30)

    def rate(day, hour):
        return office(40)(day, hour) if begin <= day < begin + timedelta(days) else 0

    assert Logs(days=50).feed("ward", ward).feed("new", rate).told() == []


def test_the_last_day_of_which_a_part_is_here_is_not_judged():
    late = between("04-30 12", "05-01 00")
    assert Logs().feed("ward", ward).feed("office", office(40), skip=late).told() == []


def test_the_file_of_the_last_day_may_still_come():
    late = between("04-30 00", "05-01 00")
    assert Logs().feed("ward", ward).feed("office", office(40), skip=late).told() == []


def test_a_friday_may_come_on_monday():
    logs = Logs(days=49).feed("ward", ward)
    logs.feed("office", office(40), skip=between("04-17 00", "04-20 00"))
    # the nineteenth is a Sunday: on no day of work since could anyone deliver
    assert logs.days[-1] == date(2026, 4, 19)
    assert logs.told() == []


def test_files_in_any_order_say_the_same():
    skip = between("04-06 00", "04-08 00")
    logs = Logs().feed("ward", ward).feed("office", office(40), skip=skip)
    said = logs.told()
    logs.hours.reverse()
    logs.files.reverse()
    assert logs.told() == said != []


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata"])
def test_a_clock_set_forward_or_back_is_no_gap(zone):
    # both change between February and the end of March
    logs = Logs(days=80, first=date(2026, 2, 2)).feed("ward", ward, zone=zone)
    assert logs.told(ward=Known("o", zone)) == []


def test_a_lone_event_of_another_century_moves_no_clock():
    logs = Logs().feed("ward", ward).feed("office", office(40))
    logs.take("office", date(2099, 1, 1), [(datetime(2099, 1, 1, 3), 1)], {})
    logs.take("ward", date(1999, 1, 1), [(datetime(1999, 1, 1, 3), 1)], {})
    assert logs.told() == []


def test_a_quiet_hour_of_a_busy_feed_is_no_gap():
    skip = between("04-14 11", "04-14 13")
    assert Logs().feed("ward", ward, skip=skip).told() == []


def test_an_hour_that_is_quiet_every_week_is_no_gap():
    def skip(day, hour):
        return day.weekday() == 2 and 8 <= hour < 13

    assert Logs(days=90).feed("ward", ward, skip=skip).told() == []


def test_a_morning_without_a_busy_feed_is_a_gap_in_the_day():
    skip = between("04-14 08", "04-14 13")
    assert Logs().feed("ward", ward, skip=skip).told() == [
        ("ward", date(2026, 4, 14), "silent from 2026-04-14 08:00; came back at 2026-04-14 13:00")
    ]


def test_a_feed_that_does_not_come_back_is_silent_since():
    skip = between("04-20 12", "05-01 00")
    [(source, day, said)] = Logs().feed("ward", ward).feed("office", office(40), skip=skip).told()
    assert (source, day, said) == ("office", date(2026, 4, 20), "silent since 2026-04-20 12:00")


def test_a_source_that_the_settings_no_longer_name_may_end():
    skip = between("04-20 12", "05-01 00")
    logs = Logs().feed("ward", ward).feed("office", office(40), skip=skip)
    pulse, files = pd.DataFrame(logs.hours), pd.DataFrame(logs.files)
    found = standing(pulse, files, {"ward": Known("o", ZONE)}, PLAIN)
    assert [one.source for one in found] == ["ward"]


def test_until_a_day_before_the_gap_there_is_none():
    skip = between("04-20 12", "05-01 00")
    logs = Logs().feed("ward", ward).feed("office", office(40), skip=skip)
    assert logs.told(until=date(2026, 4, 20)) == []
    # a day later the file of the twentieth may still come; when the next day is over it is late
    assert len(logs.told(until=date(2026, 4, 21))) == 1


def test_until_a_day_after_all_feeds_have_ended_all_are_silent():
    logs = Logs().feed("ward", ward).feed("office", office(40))
    assert logs.told(until=date(2026, 5, 1)) == []
    assert {source for source, *_ in logs.told(until=date(2026, 5, 9))} == {"ward", "office"}


def test_what_was_agreed_counts_before_what_was_learnt():
    skip = between("04-14 12", "04-14 14")
    logs = Logs().feed("ward", ward, skip=skip)
    assert logs.told(ward=Known("o", ZONE, every=3.0)) == []
    assert len(logs.told(ward=Known("o", ZONE, every=1.0))) == 1


def test_a_young_feed_is_held_to_what_was_agreed():
    skip = between("03-10 00", "03-12 00")
    logs = Logs(days=14).feed("ward", ward).feed("office", office(40), skip=skip)
    assert logs.told() == []
    assert logs.told(office=Known("o", ZONE, every=24.0)) == [
        ("office", date(2026, 3, 10), "silent from 2026-03-09 18:00; came back at 2026-03-12 09:00")
    ]  # fmt: skip


def test_a_branch_agreed_by_the_week_may_miss_a_week():
    skip = between("04-06 00", "04-11 00")
    logs = Logs().feed("ward", ward).feed("branch", office(0.3), skip=skip)
    assert logs.told(branch=Known("o", ZONE, every=168.0)) == []


def share(part, *days):
    """An office of which a part is there on some days."""
    return lambda day, hour: office(100)(day, hour) * (part if day in days else 1.0)


def test_half_a_day_is_no_drop_and_a_tenth_is_one():
    day = date(2026, 4, 21)
    assert Logs().feed("ward", ward).feed("office", share(0.5, day), spread=60.0).told() == []
    [(_, when, said)] = Logs().feed("ward", ward).feed("office", share(0.05, day)).told()
    assert when == day
    assert "events in a day; usual: " in said


def test_a_short_day_of_every_week_is_no_drop():
    fridays = [FIRST + timedelta(4 + 7 * n) for n in range(12)]
    logs = Logs(days=84).feed("ward", ward).feed("office", share(0.05, *fridays))
    assert [told for told in logs.told() if told[1] > date(2026, 4, 1)] == []


def test_a_feed_whose_days_differ_widely_has_no_drop():
    logs = Logs(days=90).feed("ward", ward).feed("office", office(40), spread=0.7)
    assert logs.told() == []


def numbers(per_day, holes=(), gap=()):
    """Cells of files numbered on from day to day; `gap` days begin a hundred later."""

    def cells(day):
        count = (day - FIRST).days
        first = count * per_day + 100 * sum(day >= late for late in gap)
        return {"sequence_first": first, "sequence_last": first + per_day - 1,
                "sequence_holes": 7 if day in holes else 0}  # fmt: skip

    return cells


def test_numbers_without_a_hole_say_nothing():
    assert Logs().feed("ward", ward, cells=numbers(500)).told() == []


def test_a_log_that_always_had_holes_says_nothing():
    every_other = [FIRST + timedelta(n) for n in range(0, 60, 2)]
    assert Logs().feed("ward", ward, cells=numbers(500, holes=every_other)).told() == []


def test_a_log_numbered_anew_in_every_file_says_nothing():
    def cells(day):
        return {"sequence_first": 1, "sequence_last": 500 + day.day, "sequence_holes": 0}

    assert Logs().feed("ward", ward, cells=cells).told() == []


def test_the_second_file_of_a_feed_proves_nothing_by_its_numbers():
    late = [FIRST + timedelta(1), FIRST + timedelta(2)]
    assert Logs().feed("ward", ward, cells=numbers(500, holes=late[:1], gap=late[1:])).told() == []


def test_numbers_missing_within_and_between_files_are_told():
    within, before = date(2026, 4, 2), date(2026, 4, 15)
    logs = Logs().feed("ward", ward, cells=numbers(500, holes=[within], gap=[before]))
    assert logs.told() == [
        ("ward", within, "7 numbers missing within a file"),
        ("ward", before, "100 numbers missing between two files"),
    ]


def test_a_late_file_that_fills_the_numbers_closes_the_gap():
    logs = Logs().feed("ward", ward, cells=numbers(500))
    missing = next(file for file in logs.files if file["file"].endswith("04-15"))
    logs.files.remove(missing)
    assert [said for _, _, said in logs.told()] == ["500 numbers missing between two files"]
    logs.files.append(missing)
    assert logs.told() == []


def columns(lost, back=None):
    """Cells of files that lose a column on a day, and have it back on another."""

    def cells(day):
        gone = lost <= day and (back is None or day < back)
        return {"columns": "time; clerk" if gone else "time; clerk; order",
                "lost": "order" if day == lost else ""}  # fmt: skip

    return cells


def test_a_column_the_first_files_had_once_or_twice_is_not_missed():
    assert Logs().feed("ward", ward, cells=columns(FIRST + timedelta(2))).told() == []


def test_a_lost_column_is_told_and_that_it_came_back():
    lost, back = date(2026, 4, 2), date(2026, 4, 9)
    assert Logs().feed("ward", ward, cells=columns(lost)).told() == [
        ("ward", lost, "column order missing")
    ]
    assert Logs().feed("ward", ward, cells=columns(lost, back)).told() == [
        ("ward", lost, "column order missing; came back on 2026-04-09")
    ]


def test_a_wiped_log_is_told_with_who_wiped_it():
    day = date(2026, 4, 2)
    logs = Logs().feed("ward", ward)
    logs.take("ward", day, [(datetime(2026, 4, 2, 3), 1)], {"wiper": "a" * 32})
    assert logs.told() == [("ward", day, f"the log was wiped by {'a' * 32}")]


def test_no_feeds_nothing_said():
    assert len(FeedGap().findings(Facts(None, None, feeds=frame([])))) == 0


@pytest.mark.parametrize("chance", [0.0, 1.0, -1])
def test_a_chance_lies_between_nothing_and_one(chance):
    with pytest.raises(ValueError, match="between 0 and 1"):
        FeedGap(chance=chance)
