import pytest

from connectors.roster import Roster


@pytest.mark.parametrize(
    ("day", "start", "moment"),
    [
        ("2026-03-07", "09:00", "2026-03-07 09:00"),
        ("2026/3/7", "9:05:11", "2026/3/7 9:05:11"),
        ("2026-03-07 00:00:00", "9:00", "2026-03-07 9:00"),
        ("2026/3/7 0:00", "9:00", "2026/3/7 9:00"),
        ("2026年3月7日", "9时5分", "2026年3月7日 9时5分"),
        ("2026-03-07", "2026-03-08 01:00", "2026-03-08 01:00"),
        ("2026-03-07", "2026年3月8日 1时0分", "2026年3月8日 1时0分"),
        ("2026-03-07", None, ""),
        (None, "09:00", ""),
    ],
)
def test_a_shift_starts_on_its_day(given, day, start, moment):
    [said] = given(Roster(), {"工号": "G001", "日期": day, "上班": start})
    assert said["start"] == moment


def test_both_ends_of_a_night_shift_are_written_with_its_day(given):
    [said] = given(Roster(), {"日期": "2026-03-07", "上班": "21:00", "下班": "05:00"})
    assert (said["start"], said["end"]) == ("2026-03-07 21:00", "2026-03-07 05:00")
