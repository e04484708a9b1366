import numpy as np
import pandas as pd
import pytest

from detectors.hoarding import Hoarding

START = pd.Timestamp("2026-03-02")
LEAVER, OTHER, DAY = "clerk003", "clerk009", 30
LEFT = {"actor": LEAVER, "left": str((START + pd.Timedelta(days=38)).date())}


@pytest.fixture
def office(town):
    frame = town.office(actors=30, days=40)
    dice = np.random.default_rng(9)
    frame["taken"] = dice.negative_binomial(2, 0.3, len(frame))
    frame["taken_unexplained"] = dice.binomial(frame["taken"], 0.15)
    frame["exported"] = frame["taken"] // 2
    return frame


def take(frame, records, bare, actor=LEAVER, days=(DAY,)):
    there = frame["day"].isin([START + pd.Timedelta(days=day) for day in days])
    rows = there if actor is None else there & (frame["actor"] == actor)
    frame.loc[rows, "taken"] += records
    frame.loc[rows, "exported"] += records
    frame.loc[rows, "taken_unexplained"] += bare


def scored(town, frame, *staff, **settings):
    rows = [{"org": "o"} | one for one in staff or (LEFT,)]
    found = Hoarding(**settings).findings(town.facts(frame, staff=town.table("staff", rows)))
    return found.sort_values("score", ascending=False, ignore_index=True)


def test_nobody_leaves_and_nobody_is_judged(town, office):
    take(office, 500, 500)
    assert (scored(town, office, {"actor": LEAVER, "status": "在职"})["score"] == 0).all()
    assert (scored(town, office, {"actor": LEAVER, "status": "离职"})["score"] == 0).all()


def test_whoever_stays_is_not_judged_by_it(town, office):
    take(office, 500, 500, OTHER)
    found = scored(town, office)
    assert (found.loc[found["actor"] == OTHER, "score"] == 0).all()


@pytest.mark.parametrize("left", ["2026-03-31", "2026-09-30", "2025-01-01"])
def test_taking_after_the_leave_date_or_half_a_year_ahead_is_not_hoarding(town, office, left):
    take(office, 500, 500)
    found = scored(town, office, {"actor": LEAVER, "left": left})
    assert (found.loc[found["day"] == START + pd.Timedelta(days=DAY), "score"] == 0).all()


def test_a_leaver_who_takes_as_ever_is_hardly_odd(town, office):
    take(office, 400, 400, OTHER)
    other = {"actor": OTHER, "left": LEFT["left"]}
    found = scored(town, office, LEFT, other)
    assert found["actor"].iloc[0] == OTHER
    assert found.loc[found["actor"] == LEAVER, "score"].max() < 0.9 * found["score"].iloc[0]


def test_work_handed_over_with_a_ticket_weighs_less_than_taking_without(town, office):
    take(office, 60, 3, OTHER)
    take(office, 60, 60)
    found = scored(town, office, LEFT, {"actor": OTHER, "left": LEFT["left"]})
    assert found["actor"].iloc[0] == LEAVER


def test_the_reports_of_a_months_end_lift_all_and_accuse_nobody(town, office):
    take(office, 300, 200, None)
    take(office, 60, 55, days=(20,))
    found = scored(town, office)
    assert found["day"].iloc[0] == START + pd.Timedelta(days=20)


@pytest.mark.parametrize("records", [60, 400])
def test_a_leaver_who_carries_records_away_ranks_first(town, office, records):
    take(office, records, records)
    best = scored(town, office).iloc[0]
    assert (best["actor"], best["days_left"], best["score"] > 0.8) == (LEAVER, 8, True)


def test_a_little_more_on_each_of_the_last_days_rises(town, office):
    take(office, 12, 10, days=range(20, 38))
    found = scored(town, office)
    assert (found["actor"].head(5) == LEAVER).all()
    assert found["score"].iloc[0] > 0.8


def test_a_day_on_which_nothing_was_taken_is_silent(town, office):
    there = (office["actor"] == LEAVER) & (office["day"] == START + pd.Timedelta(days=DAY))
    office.loc[there, ["taken", "taken_unexplained", "exported"]] = 0
    office.loc[there, "new_subjects"] = 900
    found = scored(town, office)
    there = (found["actor"] == LEAVER) & (found["day"] == START + pd.Timedelta(days=DAY))
    assert found.loc[there, "score"].item() == 0


def test_the_weeks_are_a_setting(town, office):
    take(office, 400, 400)
    day = START + pd.Timedelta(days=DAY)
    assert scored(town, office, weeks=1).set_index("day").loc[day, "score"].max() == 0
    assert scored(town, office, weeks=2).set_index("day").loc[day, "score"].max() > 0.8
    with pytest.raises(ValueError, match="1 or more"):
        Hoarding(weeks=0)
