import numpy as np
import pandas as pd
import pytest

from detectors.slow_drip import YEAR, SlowDrip
from leakwatch import typical
from leakwatch.traces import martingale

CLERK, WEEK = "clerk003", 7
#: an honest account in a hundred a year: 0.35 of 400 accounts in a month of 22 days
SURE = 0.01


@pytest.fixture
def office(town):
    return lambda seed=1, actors=40: town.office(actors=actors, days=66, usual=42, seed=seed)


def judged(town, frame):
    found = SlowDrip().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one")


def on(frame, actors, days):
    dates = np.sort(frame["day"].unique())[list(days)]
    return frame["actor"].isin([actors] if isinstance(actors, str) else actors) & frame["day"].isin(
        dates
    )


def drip(frame, where, extra, abroad=0.5, called=0, seed=5):
    dice = np.random.default_rng(seed)
    frame.loc[where, ["looks", "unexplained"]] += extra
    frame.loc[where, "called"] += called
    frame.loc[where, "unexplained_foreign"] += dice.binomial(extra, abroad, where.sum())


def least(found, actor):
    return found.loc[found["actor"] == actor, "chance"].min()


def test_a_sampling_desk_whose_list_the_system_assigns_is_silent(town, office):
    desk = town.office(actors=12, days=66, usual=42, seed=9, role="sampling")
    desk["unexplained"] = (0.8 * desk["looks"]).astype(int)
    found = judged(town, pd.concat([office(), desk], ignore_index=True))
    assert found.loc[found["role"] == "sampling", "chance"].min() > SURE


def test_a_call_back_list_given_to_the_whole_team_accuses_nobody(town, office):
    frame = office(actors=15)
    drip(frame, frame["day"] >= np.sort(frame["day"].unique())[30], 5, abroad=0.15)
    assert judged(town, frame)["chance"].min() > SURE


def test_a_list_given_to_one_branch_accuses_nobody_there(town, office):
    frame = office(actors=45)
    late = frame["day"] >= np.sort(frame["day"].unique())[30]
    drip(frame, late & (frame["branch"] == "b1"), 5, abroad=0.15)
    assert judged(town, frame)["chance"].min() > SURE


def test_calls_by_the_person_explain_the_look(town, office):
    frame = office()
    drip(frame, on(frame, CLERK, range(40, 60)), 6, abroad=0.15, called=6)
    assert least(judged(town, frame), CLERK) > SURE


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_bad_habit_from_the_first_day_is_a_habit(town, office, share):
    frame = office()
    mine = frame["actor"] == CLERK
    dice = np.random.default_rng(3)
    frame.loc[mine, "unexplained"] = dice.binomial(frame.loc[mine, "looks"], share)
    frame.loc[mine, "unexplained_foreign"] = 0
    assert least(judged(town, frame), CLERK) > SURE


def test_one_wild_day_is_not_a_drip(town, office):
    frame = office()
    drip(frame, on(frame, CLERK, [40]), 300, abroad=0.15)
    assert least(judged(town, frame), CLERK) > SURE


def test_a_day_without_tickets_for_all_is_no_ones_drip(town, office):
    frame = office()
    down = on(frame, frame["actor"].unique(), [20, 21, 40])
    frame.loc[down, "unexplained"] = frame.loc[down, "looks"]
    assert judged(town, frame)["chance"].min() > SURE


@pytest.mark.parametrize("share", [0.8, 0.95])
def test_whoever_never_writes_tickets_does_not_rise_after_such_a_day(town, office, share):
    frame = office(actors=100)
    down = frame["day"].isin(np.sort(frame["day"].unique())[[1, 2, 6, 10]])
    frame.loc[down, "unexplained"] = frame.loc[down, "looks"]
    mine, dice = frame["actor"] == CLERK, np.random.default_rng(4)
    frame.loc[mine, "looks"] = dice.integers(8, 60, mine.sum())
    frame.loc[mine, "unexplained"] = dice.binomial(frame.loc[mine, "looks"], share)
    frame.loc[mine, "unexplained_foreign"] = 0
    assert least(judged(town, frame), CLERK) > SURE


def test_twice_the_work_at_the_same_habit_is_silent(town, office):
    frame = office()
    late = on(frame, CLERK, range(30, 66))
    frame.loc[late, ["looks", "unexplained", "unexplained_foreign"]] *= 2
    assert least(judged(town, frame), CLERK) > SURE


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (1, 60), (3, 5), (3, 40)])
def test_few_people_and_short_logs_are_silent(town, actors, days):
    assert judged(town, town.office(actors=actors, days=days))["chance"].min() > SURE


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_without_cases_in_the_log_nothing_is_said(town, office, share):
    frame = office()
    frame["unexplained"] = (share * frame["looks"]).astype(int)
    frame["unexplained_foreign"] = 0
    assert (judged(town, frame)["chance"] == 1).all()


def test_days_without_looks_are_no_evidence(town, office):
    frame = office()
    frame.loc[on(frame, CLERK, range(20, 50)), ["looks", "unexplained", "unexplained_foreign"]] = 0
    assert least(judged(town, frame), CLERK) > SURE


def simulated(town, seed, extra=5, abroad=0.5, first=45):
    """Chance of each of forty leakers among four hundred, and of the honest, in a month."""
    frame = town.office(actors=400, days=66, usual=42, seed=seed)
    leakers = [f"clerk{number:03d}" for number in range(0, 400, 10)]
    drip(frame, on(frame, leakers, range(first, first + 14)), extra, abroad, seed=seed)
    found = judged(town, frame)
    month = found[found["day"] >= np.sort(found["day"].unique())[44]]
    each = month.groupby("actor")["chance"].min()
    return each[each.index.isin(leakers)], each[~each.index.isin(leakers)]


@pytest.mark.parametrize(("seed", "share"), [(11, 0.9), (12, 0.9), (13, 0.9)])
def test_five_a_day_of_a_list_from_outside_are_found_in_fourteen_days(town, seed, share):
    leakers, honest = simulated(town, seed)
    assert (leakers <= 2 * SURE).mean() >= share
    assert (honest <= 2 * SURE).sum() <= 3


def test_five_a_day_from_the_own_branch_are_found_less_often_and_ten_nearly_always(town):
    five, _ = simulated(town, 14, abroad=0.15)
    ten, _ = simulated(town, 14, extra=10, abroad=0.15)
    assert (five <= 2 * SURE).mean() >= 0.7
    assert (ten <= 2 * SURE).mean() >= 0.95


def test_clean_months_of_four_hundred_accuse_less_than_one(town):
    false = [(simulated(town, seed, extra=0)[1] <= 2 * SURE).sum() for seed in range(21, 25)]
    assert np.mean(false) < 1


def test_under_its_own_null_the_bound_of_ville_holds(town):
    dice = np.random.default_rng(8)
    actors, days = 600, 60
    habit = 1 / (1 + np.exp(-dice.normal(-2, 0.4, (actors, 1))))
    looks = dice.poisson(40, (actors, days))
    bare = dice.binomial(looks, dice.beta(49 * habit, 49 * (1 - habit), (actors, days)))
    who, when = (grid.ravel() for grid in np.indices(looks.shape))
    day = pd.Timestamp("2026-03-02") + pd.to_timedelta(when, "D")
    plain = {"actor": who.astype(str), "org": "o", "role": "r", "branch": who.astype(str)}
    at = typical.panel(pd.DataFrame(plain | {"day": day}))
    hits, trials = (column.ravel()[at.order].astype(float) for column in (bare, looks))
    most = pd.Series(martingale.risen(hits, trials, at)).groupby(at.first).max()
    for bound in (0.3, 0.1, 0.02):
        assert (most >= days / bound).mean() <= 1.2 * bound + 2 / actors


def test_a_year_of_honest_days_bounds_the_chance(town, office):
    found = judged(town, office())
    assert found["chance"].between(0, 1).all()
    assert (found["chance"] <= YEAR * found["p"] + 1e-12).all()
    assert (found["chance"] == 1).mean() > 0.99
    assert YEAR == 250


def test_the_order_of_rows_does_not_matter(town, office):
    frame = office()
    drip(frame, on(frame, CLERK, range(40, 60)), 6)
    plain, mixed = (
        judged(town, rows).set_index(["actor", "day"])["p"].sort_index()
        for rows in (frame, frame.sample(frac=1, random_state=2))
    )
    pd.testing.assert_series_equal(plain, mixed)


def test_the_sentence_tells_the_month(town, office):
    frame = office()
    drip(frame, on(frame, CLERK, range(38, 66)), 8)
    # a share of the looks added would have been without a case at the old rate
    last = judged(town, frame).loc[lambda found: on(found, CLERK, [65])].iloc[0]
    assert last["bare"] - last["expected"] == pytest.approx(0.8 * 8 * 28, rel=0.2)
