import numpy as np
import pandas as pd
import pytest

from detectors.biometric_pull import BiometricPull

CLERK, DAY = "clerk004", 30


@pytest.fixture
def hall(town):
    def make(seed=5, actors=30, days=40):
        frame = town.office(actors=actors, days=days, usual=40)
        dice = np.random.default_rng(seed)
        frame["biometric"] = dice.binomial(frame["looks"], 0.08)
        frame["biometric_unexplained"] = dice.binomial(frame["biometric"], 0.1)
        return frame

    return make


def day(frame, *numbers):
    return frame["day"].isin(np.sort(frame["day"].unique())[list(numbers or (DAY,))])


def ranked(town, frame):
    found = BiometricPull().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"]).sort_values(
        "score", ascending=False, ignore_index=True
    )


def pull(frame, where, photographs, bare):
    frame.loc[where, ["looks", "biometric"]] += photographs
    frame.loc[where, ["unexplained", "biometric_unexplained"]] += bare


def test_opening_cards_for_a_school_with_an_order_each_ranks_below_a_list(town, hall):
    frame = hall()
    pull(frame, (frame["actor"] == "clerk009") & day(frame), 60, 1)
    pull(frame, (frame["actor"] == CLERK) & day(frame), 25, 25)
    assert ranked(town, frame)["actor"].iloc[0] == CLERK


def test_the_first_day_of_term_lifts_all_and_accuses_nobody(town, hall):
    frame = hall()
    pull(frame, day(frame, 25), 25, 2)
    pull(frame, (frame["actor"] == CLERK) & day(frame), 25, 25)
    found = ranked(town, frame)
    assert found["actor"].iloc[0] == CLERK
    assert day(found, 25).head(10).sum() <= 3


def test_two_photographs_are_no_pull(town, hall):
    frame = hall()
    pull(frame, (frame["actor"] == "clerk009") & day(frame), 2, 0)
    pull(frame, (frame["actor"] == CLERK) & day(frame, 31), 25, 25)
    found = ranked(town, frame)
    assert not ((found["actor"] == "clerk009") & day(found)).head(12).any()


def test_a_job_without_photographs_is_silent(town, hall):
    clerks = town.office(actors=12, days=40, role="agent")
    found = ranked(town, pd.concat([hall(), clerks], ignore_index=True))
    assert (found.loc[found["role"] == "agent", "score"] == 0).all()


def test_without_photographs_nobody_fires(town, hall):
    frame = hall()
    frame[["biometric", "biometric_unexplained"]] = 0
    assert (ranked(town, frame)["score"] == 0).all()


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (3, 4), (3, 14)])
def test_few_people_and_short_logs_are_scored_without_an_error(town, hall, actors, days):
    assert ranked(town, hall(actors=actors, days=days))["score"].between(0, 1).all()


@pytest.mark.parametrize("bare", [12, 40, 200])
def test_photographs_without_a_case_rank_first(town, hall, bare):
    frame = hall()
    pull(frame, (frame["actor"] == CLERK) & day(frame), bare, bare)
    assert ranked(town, frame)["actor"].iloc[0] == CLERK


def test_pulls_of_a_week_are_nearly_all_in_the_first_half_per_cent(town, hall):
    places = []
    for seed in range(6):
        frame = hall(seed, actors=60)
        who = f"clerk{10 * seed + 3:03d}"
        pull(frame, (frame["actor"] == who) & day(frame, *range(28, 33)), 8, 8)
        found = ranked(town, frame)
        places.append(np.flatnonzero(found["actor"] == who)[0] < 0.005 * len(found))
    assert np.mean(places) >= 0.8
