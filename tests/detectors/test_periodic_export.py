import numpy as np
import pandas as pd
import pytest

from detectors.periodic_export import PeriodicExport

CLERK, DAYS = "clerk003", 120
SURE = 1e-3


@pytest.fixture
def office(town):
    def make(seed=1, actors=30, rate=0.05):
        frame = town.office(actors=actors, days=DAYS, usual=20)
        dice = np.random.default_rng(seed)
        exports = dice.random(len(frame)) < rate
        export(frame, exports, np.exp(dice.normal(6, 1, exports.sum())).astype(int) + 1)
        return frame

    return make


def export(frame, where, size, bare=True):
    frame.loc[where, "exports"] = 1
    frame.loc[where, ["exported", "taken"]] = np.broadcast_to(
        np.asarray(size).reshape(-1, 1), (where.sum(), 2)
    )
    frame.loc[where, "taken_unexplained"] = frame.loc[where, "exported"] * bare


def on(frame, actor, days):
    return (frame["actor"] == actor) & frame["day"].isin(np.sort(frame["day"].unique())[list(days)])


def quiet(frame, actor=CLERK):
    frame.loc[frame["actor"] == actor, ["exports", "exported", "taken", "taken_unexplained"]] = 0


def judged(town, frame):
    return PeriodicExport().findings(town.facts(town.settle(frame)))


def least(found, actor=CLERK):
    mine = found.loc[found["actor"] == actor, "p"]
    return mine.min() if len(mine) else 1.0


@pytest.mark.parametrize("every", [7, 14, 30])
def test_reports_of_the_whole_unit_are_silent(town, office, every):
    frame = office(rate=0.01)
    due = frame["day"].isin(np.sort(frame["day"].unique())[::every])
    unit = due & (frame["branch"] == "b1")
    export(frame, unit, np.full(unit.sum(), 900))
    found = judged(town, frame)
    unit_actors = frame.loc[frame["branch"] == "b1", "actor"].unique()
    assert found.loc[found["actor"].isin(unit_actors), "p"].min() > SURE


def test_a_fortnightly_report_of_the_whole_unit_on_the_fifteenth_is_silent(town, office):
    frame = office(rate=0.01)
    unit = frame["day"].isin(np.sort(frame["day"].unique())[::15]) & (frame["branch"] == "b1")
    export(frame, unit, np.full(unit.sum(), 900))
    assert least(judged(town, frame), "clerk001") > SURE


def test_a_report_with_an_order_each_is_silent(town, office):
    frame = office()
    quiet(frame)
    export(frame, on(frame, CLERK, range(3, 120, 15)), 6000, bare=False)
    assert least(judged(town, frame)) == 1


def test_a_weekly_list_of_varying_length_is_silent(town, office):
    frame = office()
    quiet(frame)
    days = range(2, 120, 7)
    export(frame, on(frame, CLERK, days), np.random.default_rng(2).integers(50, 900, len(days)))
    assert least(judged(town, frame)) > SURE


def test_exports_every_day_are_daily_work(town, office):
    frame = office()
    export(frame, on(frame, CLERK, range(120)), 500)
    assert least(judged(town, frame)) == 1


def test_same_sizes_on_random_days_are_silent(town, office):
    frame, dice = office(), np.random.default_rng(4)
    quiet(frame)
    days = np.flatnonzero(dice.random(120) < 0.05)[:5]
    export(frame, on(frame, CLERK, days), 5000)
    assert least(judged(town, frame)) > 1e-4


def test_three_exports_are_no_period(town, office):
    frame = office()
    quiet(frame)
    export(frame, on(frame, CLERK, (10, 25, 40)), 6000)
    assert least(judged(town, frame)) == 1


def test_without_exports_nothing_is_said(town):
    assert len(judged(town, town.office(actors=3, days=5))) == 0


def test_honest_exports_fire_as_rarely_as_they_say(town, office):
    p = pd.concat([judged(town, office(seed, 60))["p"] for seed in range(5)])
    assert (p < 0.01).mean() <= 0.01
    assert (p < SURE).mean() <= 0.002


def test_every_fifteen_days_six_thousand_rows_are_found_by_the_sixth(town, office):
    frame = office()
    quiet(frame)
    dice = np.random.default_rng(6)
    export(frame, on(frame, CLERK, range(3, 120, 15)), dice.integers(5000, 8001, 8))
    found = judged(town, frame)
    mine = found[found["actor"] == CLERK].sort_values("day")
    assert (mine["p"].to_numpy()[5:] < SURE).all()
    assert mine["period"].iloc[-1] == 15
    assert 5000 <= mine["usual"].iloc[-1] <= 8000


def test_simulated_periods_are_nearly_all_found(town, office):
    hits = []
    for seed in range(20):
        frame, dice = office(seed), np.random.default_rng(100 + seed)
        quiet(frame)
        every = int(dice.choice([9, 10, 11, 12, 13, 15, 16]))
        days = np.arange(2, 120, every)
        days = np.clip(days + dice.integers(-1, 2, len(days)), 0, 119)
        export(frame, on(frame, CLERK, days), np.exp(dice.normal(8, 0.12, len(days))).astype(int))
        hits.append(least(judged(town, frame)) < SURE)
    assert np.mean(hits) >= 0.9
