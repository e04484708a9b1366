import numpy as np
import pandas as pd
import pytest

from detectors.unmasking import Unmasking

COURIER, DAY = "courier004", 30


@pytest.fixture
def outlet(town):
    def make(seed=5, actors=30, days=40):
        frame = town.office(actors=actors, days=days, usual=60, role="courier")
        dice = np.random.default_rng(seed)
        frame["unmasks"] = dice.binomial(frame["looks"], 0.6)
        frame["unmasks_unexplained"] = dice.binomial(frame["unmasks"], 0.03)
        return frame

    return make


def day(frame, *numbers):
    return frame["day"].isin(np.sort(frame["day"].unique())[list(numbers or (DAY,))])


def ranked(town, frame):
    found = Unmasking().findings(town.facts(town.settle(frame), cases=town.table("cases", [])))
    return frame.merge(found, on=["actor", "day"]).sort_values(
        "score", ascending=False, ignore_index=True
    )


def unmask(frame, where, times, bare):
    frame.loc[where, ["looks", "unmasks"]] += times
    frame.loc[where, ["unexplained", "unmasks_unexplained"]] += bare


def test_a_courier_at_the_peak_unmasks_the_own_list_and_ranks_below_a_rented_account(town, outlet):
    frame = outlet()
    unmask(frame, (frame["actor"] == "courier009") & day(frame), 300, 5)
    unmask(frame, (frame["actor"] == COURIER) & day(frame), 60, 60)
    assert ranked(town, frame)["actor"].iloc[0] == COURIER


def test_a_peak_of_the_whole_outlet_accuses_nobody(town, outlet):
    frame = outlet()
    unmask(frame, day(frame, 25), 120, 4)
    unmask(frame, (frame["actor"] == COURIER) & day(frame), 60, 60)
    found = ranked(town, frame)
    assert found["actor"].iloc[0] == COURIER
    assert day(found, 25).head(10).sum() <= 3


def test_a_heavy_user_with_tasks_is_no_odder_than_others(town, outlet):
    frame = outlet()
    heavy = frame["actor"] == "courier007"
    frame.loc[heavy, ["looks", "unmasks"]] *= 4
    assert (ranked(town, frame).head(30)["actor"] == "courier007").sum() <= 4


def test_a_task_system_that_is_down_for_a_day_accuses_nobody(town, outlet):
    frame = outlet()
    frame.loc[day(frame, 25), "unmasks_unexplained"] = frame.loc[day(frame, 25), "unmasks"]
    unmask(frame, (frame["actor"] == COURIER) & day(frame), 60, 60)
    found = ranked(town, frame)
    assert found["actor"].iloc[0] == COURIER
    assert day(found, 25).head(10).sum() <= 3


def test_whoever_unmasks_nothing_never_fires(town, outlet):
    clerks = town.office(actors=12, days=40)
    found = ranked(town, pd.concat([outlet(), clerks], ignore_index=True))
    assert (found.loc[found["role"] == "clerk", "score"] == 0).all()


def test_without_unmasking_nobody_fires(town, outlet):
    frame = outlet()
    frame[["unmasks", "unmasks_unexplained"]] = 0
    assert (ranked(town, frame)["score"] == 0).all()


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (3, 4), (3, 14)])
def test_few_people_and_short_logs_are_scored_without_an_error(town, outlet, actors, days):
    assert ranked(town, outlet(actors=actors, days=days))["score"].between(0, 1).all()


def test_without_cases_it_is_not_assessed():
    assert Unmasking.needs == ("cases",)


@pytest.mark.parametrize("bare", [15, 40, 400])
def test_waybills_unmasked_without_a_task_rank_first(town, outlet, bare):
    frame = outlet()
    unmask(frame, (frame["actor"] == COURIER) & day(frame), bare, bare)
    assert ranked(town, frame)["actor"].iloc[0] == COURIER


def test_a_job_that_never_unmasks_is_odd_from_the_first(town, outlet):
    clerks = town.office(actors=20, days=40)
    frame = pd.concat([outlet(), clerks], ignore_index=True)
    unmask(frame, (frame["actor"] == "clerk003") & day(frame), 12, 12)
    assert ranked(town, frame)["actor"].iloc[0] == "clerk003"


def test_accounts_rented_for_a_week_are_nearly_all_in_the_first_half_per_cent(town, outlet):
    places = []
    for seed in range(6):
        frame = outlet(seed, actors=60)
        who = f"courier{10 * seed + 3:03d}"
        unmask(frame, (frame["actor"] == who) & day(frame, *range(28, 33)), 20, 20)
        found = ranked(town, frame)
        places.append(np.flatnonzero(found["actor"] == who)[0] < 0.005 * len(found))
    assert np.mean(places) >= 0.9
