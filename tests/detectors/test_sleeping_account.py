import pandas as pd
import pytest

from detectors.sleeping_account import SleepingAccount

START = pd.Timestamp("2026-01-05")
SLEEPER, WAKES = "clerk003", 120
STRANGE = {"looks": 12, "unexplained": 11}


def office(town, sleepers=(SLEEPER,), since=20, wakes=WAKES, **changes):
    """Twelve clerks over half a year; the sleepers are gone from day `since` to `wakes`."""
    frame = town.office(actors=12, days=150)
    frame["day"] += START - frame["day"].min()
    day = (frame["day"] - START).dt.days
    asleep = frame["actor"].isin(sleepers) & day.between(since, wakes - 1)
    for name, value in (STRANGE | changes).items():
        frame.loc[frame["actor"].isin(sleepers) & (day >= wakes), name] = value
    return town.settle(frame[~asleep].reset_index(drop=True))


def fired(town, frame, *staff, **settings):
    context = {"staff": town.table("staff", [{"org": "o"} | one for one in staff])} if staff else {}
    found = SleepingAccount(**settings).findings(town.facts(frame, **context))
    return sorted((actor, (day - START).days)
                  for actor, day in zip(found["actor"], found["day"], strict=True))  # fmt: skip


WEEK = [(SLEEPER, WAKES + number) for number in range(7)]


@pytest.mark.parametrize(
    "changes",
    [
        {"since": 31},
        {"since": 100},
        {"unexplained": 1},
        {"looks": 40, "unexplained": 15},
        {"looks": 2, "unexplained": 2},
        {"called": 10},
    ],
    ids=["89 days", "three weeks' leave", "back from long leave, with cases", "as bad a habit",
         "two looks", "callers"],
)  # fmt: skip
def test_silent(town, changes):
    assert fired(town, office(town, **changes)) == []


def test_a_season_wakes_several_at_once_and_accuses_nobody(town):
    assert fired(town, office(town, ["clerk003", "clerk005", "clerk007"])) == []


def test_a_gap_in_the_feed_wakes_everybody_and_accuses_nobody(town):
    frame = office(town, [])
    day = (frame["day"] - START).dt.days
    frame = frame[~day.between(20, 119)].reset_index(drop=True)
    frame.loc[frame["actor"] == SLEEPER, ["looks", "unexplained"]] = [12, 11]
    assert fired(town, town.settle(frame)) == []


def test_who_is_on_leave_by_the_staff_list_is_silent(town):
    assert fired(town, office(town), {"actor": SLEEPER, "status": "请假"}) == []


def test_a_new_account_never_slept(town):
    assert fired(town, office(town, since=0)) == []


def test_log_ins_keep_an_account_awake(town):
    frame = office(town, [])
    day = (frame["day"] - START).dt.days
    mine = frame["actor"] == SLEEPER
    frame.loc[mine & day.between(20, 119), ["looks", "unexplained"]] = 0
    frame.loc[mine & day.between(20, 119), "logins"] = 1
    frame.loc[mine & (day >= 120), ["looks", "unexplained"]] = [12, 11]
    assert fired(town, frame) == []


def test_the_day_nobody_has_tickets_is_silent(town):
    frame = office(town)
    after = (frame["day"] - START).dt.days >= WAKES
    frame.loc[after, "unexplained"] = frame.loc[after, "looks"]
    assert fired(town, town.settle(frame)) == []


@pytest.mark.parametrize("staff", [[], [{"actor": SLEEPER, "status": "在职"}]])
def test_an_account_asleep_for_months_fires_in_its_first_week(town, staff):
    assert fired(town, office(town), *staff) == WEEK


def test_two_of_a_job_are_no_season(town):
    assert len(fired(town, office(town, ["clerk003", "clerk005"]))) == 14


def test_the_months_are_a_setting(town):
    assert fired(town, office(town, since=89), months=1) == WEEK
    assert fired(town, office(town), months=4) == []
    with pytest.raises(ValueError, match="1 or more"):
        SleepingAccount(months=0)


def test_no_days_no_sleep(town):
    frame = office(town).iloc[:0]
    assert fired(town, frame) == []
