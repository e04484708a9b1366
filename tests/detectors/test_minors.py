import numpy as np
import pandas as pd
import pytest

from detectors.minors import Minors

CLERK = "clerk003"
SURE = 1e-4


@pytest.fixture
def office(town):
    def make(seed=5, share=0.04, **which):
        frame = town.office(**{"actors": 40, "days": 45, "usual": 50} | which)
        dice = np.random.default_rng(seed)
        frame["minors"] = dice.binomial(frame["looks"], share)
        frame["minors_unapproved"] = dice.binomial(frame["minors"], 0.1)
        return frame

    return make


def judged(town, frame):
    found = Minors().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one")


def on(frame, actor, days):
    return (frame["actor"] == actor) & frame["day"].isin(np.sort(frame["day"].unique())[list(days)])


def least(found, actor=CLERK):
    return found.loc[found["actor"] == actor, "p"].min()


def test_nurses_of_the_maternity_ward_open_their_own_newborns(town, office):
    ward = office(seed=6, share=0.9, actors=8, role="clerk").assign(branch="maternity")
    ward["actor"] = "ward" + ward["actor"]
    ward["minors_unapproved"] = ward["minors"] // 2
    found = judged(town, pd.concat([office(), ward], ignore_index=True))
    assert found.loc[found["branch"] == "maternity", "p"].min() > SURE


def test_children_opened_with_an_order_or_an_approval_are_silent(town, office):
    frame = office()
    frame.loc[on(frame, CLERK, range(20, 40)), ["looks", "minors"]] += 30
    assert least(judged(town, frame)) > SURE


def test_one_child_without_approval_is_silent(town, office):
    frame = office()
    frame.loc[on(frame, CLERK, [30]), ["looks", "minors", "minors_unapproved"]] += 1
    assert least(judged(town, frame)) > SURE


def test_a_school_campaign_that_lifts_all_accuses_nobody(town, office):
    frame = office()
    late = frame["day"] == np.sort(frame["day"].unique())[30]
    frame.loc[late, ["looks", "minors", "minors_unapproved"]] += 20
    assert judged(town, frame).loc[late, "p"].min() > SURE


def test_without_children_nobody_fires(town, office):
    frame = office()
    frame[["minors", "minors_unapproved"]] = 0
    assert (judged(town, frame)["p"] == 1).all()


def test_a_log_that_knows_no_approvals_accuses_nobody(town, office):
    frame = office()
    frame["minors_unapproved"] = frame["minors"]
    assert (judged(town, frame)["p"] < SURE).sum() <= 1


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (3, 4), (3, 14)])
def test_few_people_and_short_logs_are_silent(town, office, actors, days):
    assert judged(town, office(actors=actors, days=days))["p"].min() > SURE


def test_honest_days_fire_as_rarely_as_they_say(town, office):
    p = pd.concat([judged(town, office(seed))["p"] for seed in (1, 2, 3)])
    assert (p < 0.01).mean() <= 0.02
    assert (p < SURE).mean() <= 0.001


@pytest.mark.parametrize("children", [10, 30])
def test_a_list_of_children_without_approval_is_found_that_day(town, office, children):
    frame = office()
    where = on(frame, CLERK, [30])
    frame.loc[where, ["looks", "minors", "minors_unapproved", "unexplained"]] += children
    found = judged(town, frame)
    assert on(found, CLERK, [30])[found["p"].idxmin()]
    assert least(found) < SURE


def test_two_a_day_for_a_month_are_nearly_all_found(town, office):
    frame = office(actors=200)
    leakers = [f"clerk{number:03d}" for number in range(0, 200, 20)]
    days = np.sort(frame["day"].unique())[20:45]
    where = frame["actor"].isin(leakers) & frame["day"].isin(days)
    frame.loc[where, ["looks", "minors", "minors_unapproved", "unexplained"]] += 2
    found = judged(town, frame).groupby("actor")["p"].min()
    mine = found.index.isin(leakers)
    assert (found[mine] < SURE).mean() >= 0.9
    assert (found[~mine] < SURE).sum() <= 2
