import numpy as np
import pandas as pd
import pytest

from detectors.quota_hugging import QuotaHugging

CLERK = "clerk003"
SURE = 1e-4


@pytest.fixture
def office(town):
    return lambda seed=1, **which: town.office(
        **{"actors": 40, "days": 45, "usual": 100, "seed": seed} | which
    )


def judged(town, frame, **settings):
    found = QuotaHugging(**settings).findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one")


def on(frame, actor, days):
    return (frame["actor"] == actor) & frame["day"].isin(np.sort(frame["day"].unique())[list(days)])


def least(found, actor=CLERK):
    return found.loc[found["actor"] == actor, "p"].min()


def hug(frame, where, low, high, bare=0.6, seed=3):
    dice = np.random.default_rng(seed)
    frame.loc[where, "looks"] = dice.integers(low, high + 1, where.sum())
    frame.loc[where, "unexplained"] = (bare * frame.loc[where, "looks"]).astype(int)


def test_call_backs_by_an_assigned_list_of_a_hundred_are_a_quota_of_all(town, office):
    frame = office()
    everyone = frame["looks"] > 0
    hug(frame, everyone, 97, 100, bare=0.9)
    assert judged(town, frame)["p"].min() > SURE


def test_an_assigned_list_with_a_case_each_counts_little(town, office):
    frame = office()
    hug(frame, on(frame, CLERK, range(10, 45)), 97, 100, bare=0.0)
    assert least(judged(town, frame)) > SURE


@pytest.mark.parametrize("spread", [4, 8, 15])
def test_a_regular_worker_near_a_limit_is_silent(town, office, spread):
    frame = office()
    dice = np.random.default_rng(spread)
    mine = frame["actor"] == CLERK
    frame.loc[mine, "looks"] = np.round(dice.normal(100, spread, mine.sum())).astype(int)
    frame.loc[mine, "unexplained"] = frame.loc[mine, "looks"] // 2
    assert least(judged(town, frame)) > SURE


def test_days_that_go_over_the_limit_as_often_are_silent(town, office):
    frame = office()
    hug(frame, on(frame, CLERK, range(10, 45)), 88, 112)
    assert least(judged(town, frame)) > SURE


def test_three_days_under_a_limit_are_chance(town, office):
    frame = office()
    hug(frame, on(frame, CLERK, [30, 33, 36]), 97, 100)
    assert least(judged(town, frame)) > 0.01


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (3, 4), (3, 14)])
def test_few_people_and_short_logs_are_silent(town, office, actors, days):
    assert judged(town, office(actors=actors, days=days))["p"].min() > SURE


def test_honest_days_fire_as_rarely_as_they_say(town, office):
    p = pd.concat([judged(town, office(seed).assign(unexplained=lambda rows: rows["looks"]))["p"]
                   for seed in (1, 2, 3, 4)])  # fmt: skip
    assert (p < 0.01).mean() <= 0.01
    assert (p < SURE).mean() <= SURE


@pytest.mark.parametrize("caps", [[], [1.0], [0]])
def test_a_limit_is_a_number_above_one(caps):
    with pytest.raises(ValueError, match="above 1"):
        QuotaHugging(caps=caps)


@pytest.mark.parametrize(("low", "high", "cap"), [(97, 100, 100), (48, 50, 50), (193, 200, 200)])
def test_days_just_under_a_round_limit_are_found(town, office, low, high, cap):
    frame = office()
    hug(frame, on(frame, CLERK, range(15, 35)), low, high)
    found = judged(town, frame)
    assert least(found) < SURE
    assert found.loc[found["p"].idxmin(), ["actor", "cap"]].tolist() == [CLERK, cap]


def test_a_limit_of_the_settings_is_the_one_that_counts(town, office):
    frame = office()
    hug(frame, on(frame, CLERK, range(15, 35)), 170, 175)
    assert least(judged(town, frame)) > SURE
    assert least(judged(town, frame, caps=[175])) < SURE


def test_simulated_huggers_of_four_weeks_are_nearly_all_found(town, office):
    hits = []
    for seed in range(10):
        frame, dice = office(seed), np.random.default_rng(seed)
        days = np.flatnonzero(dice.random(45) < 0.8)
        hug(frame, on(frame, CLERK, days[days >= 15]), 96, 100, seed=seed)
        hits.append(least(judged(town, frame)) < 1e-3)
    assert np.mean(hits) >= 0.9
