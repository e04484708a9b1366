import numpy as np
import pandas as pd
import pytest

from detectors.foreign_scope import ForeignScope

CLERK = "clerk003"
#: an honest day in ten thousand
SURE = 1e-4


@pytest.fixture
def office(town):
    return lambda seed=1, actors=40, role="clerk": town.office(
        actors=actors, days=45, usual=50, seed=seed, role=role
    )


def judged(town, frame):
    found = ForeignScope().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one")


def on(frame, actor, days):
    return (frame["actor"] == actor) & frame["day"].isin(np.sort(frame["day"].unique())[list(days)])


def away(frame, where, extra, bare=None, added=True):
    """Looks at other branches' records, `bare` of them without a case."""
    bare = extra if bare is None else bare
    if added:
        frame.loc[where, "looks"] += extra
    frame.loc[where, "foreign"] += extra
    frame.loc[where, ["unexplained", "unexplained_foreign"]] += bare


def least(found, actor=CLERK):
    return found.loc[found["actor"] == actor, "p"].min()


def test_a_complaints_desk_with_a_ticket_for_each_waybill_is_silent(town, office):
    frame = office()
    away(frame, on(frame, CLERK, range(20, 40)), 40, bare=0)
    assert least(judged(town, frame)) > SURE


def test_a_head_office_desk_whose_records_all_lie_elsewhere_is_silent(town, office):
    desk = office(seed=4, actors=12, role="arbitration").assign(branch="head")
    desk["foreign"], desk["unexplained_foreign"] = desk["looks"], desk["unexplained"]
    found = judged(town, pd.concat([office(), desk], ignore_index=True))
    assert (found.loc[found["role"] == "arbitration", "p"] < SURE).sum() <= 1


def test_whoever_was_moved_to_that_desk_under_the_old_job_is_silent(town, office):
    desk = office(seed=4, actors=12, role="arbitration").assign(branch="head")
    desk["foreign"], desk["unexplained_foreign"] = desk["looks"], desk["unexplained"]
    moved = desk["actor"] == "arbitration003"
    desk.loc[moved, "role"] = "clerk"
    found = judged(town, pd.concat([office(), desk], ignore_index=True))
    assert found.loc[found["actor"] == "arbitration003", "p"].min() > SURE


def test_a_peak_of_the_own_outlets_parcels_is_silent(town, office):
    frame = office()
    peak = on(frame, CLERK, range(30, 33))
    frame.loc[peak, ["looks", "unexplained"]] *= 4
    assert least(judged(town, frame)) > SURE


def test_a_day_without_tickets_for_all_is_no_ones_scope(town, office):
    frame = office()
    down = frame["day"] == np.sort(frame["day"].unique())[30]
    frame["foreign"] = (0.15 * frame["looks"]).astype(int)
    frame.loc[down, "unexplained"] = frame.loc[down, "looks"]
    frame.loc[down, "unexplained_foreign"] = frame.loc[down, "foreign"]
    assert judged(town, frame).loc[down, "p"].min() > SURE


def test_a_branch_without_tickets_for_a_day_accuses_nobody_there(town, office):
    frame = office()
    frame["foreign"] = (0.15 * frame["looks"]).astype(int)
    down = (frame["day"] == np.sort(frame["day"].unique())[30]) & (frame["branch"] == "b1")
    frame.loc[down, "unexplained"] = frame.loc[down, "looks"]
    frame.loc[down, "unexplained_foreign"] = frame.loc[down, "foreign"]
    assert judged(town, frame).loc[down, "p"].min() > SURE


def test_a_city_of_people_from_elsewhere_is_silent(town, office):
    frame = office()
    dice = np.random.default_rng(2)
    frame["far"] = dice.binomial(frame["looks"], 0.5)
    assert (judged(town, frame)["p"] < SURE).sum() == 0


def test_calls_by_the_people_explain_the_looks(town, office):
    frame = office()
    where = on(frame, CLERK, range(30, 36))
    away(frame, where, 12)
    frame.loc[where, "called"] = frame.loc[where, "unexplained"]
    assert least(judged(town, frame)) > SURE


def test_a_single_foreign_record_is_silent(town, office):
    frame = office()
    frame[["foreign", "unexplained_foreign"]] = 0
    away(frame, on(frame, CLERK, [30]), 1)
    assert least(judged(town, frame)) > 0.01


@pytest.mark.parametrize(("actors", "days"), [(1, 1), (1, 30), (3, 4), (3, 40)])
def test_few_people_and_short_logs_are_silent(town, actors, days):
    assert judged(town, town.office(actors=actors, days=days))["p"].min() > SURE


def test_honest_days_fire_as_rarely_as_they_say(town, office):
    p = pd.concat([judged(town, office(seed, 60))["p"] for seed in (1, 2, 3)])
    assert (p < 0.01).mean() <= 0.01
    assert (p < SURE).mean() <= 3 * SURE


@pytest.mark.parametrize("extra", [25, 60])
def test_a_list_of_waybills_of_other_outlets_is_found_that_day(town, office, extra):
    frame = office()
    away(frame, on(frame, CLERK, [30]), extra)
    found = judged(town, frame)
    assert on(found, CLERK, [30])[found["p"].idxmin()]
    assert least(found) < SURE


def test_within_the_usual_volume_the_share_tells(town, office):
    frame = office()
    where = on(frame, CLERK, [30])
    half = (frame.loc[where, "looks"] // 2).item()
    away(frame, where, half, added=False)
    frame.loc[where, "unexplained"] = frame.loc[where, ["unexplained", "looks"]].min(axis=1)
    assert least(judged(town, frame)) < SURE


def test_people_from_far_regions_without_a_case_are_found(town, office):
    frame = office()
    dice = np.random.default_rng(2)
    frame["far"] = dice.binomial(frame["looks"], 0.1)
    frame.loc[on(frame, CLERK, [30]), ["looks", "unexplained", "far"]] += 60
    assert least(judged(town, frame)) < SURE


def test_six_a_day_for_two_weeks_are_found_in_nearly_all_of_twenty(town):
    frame = town.office(actors=400, days=45, usual=50, seed=9)
    leakers = [f"clerk{number:03d}" for number in range(0, 400, 20)]
    dates = np.sort(frame["day"].unique())[28:42]
    away(frame, frame["actor"].isin(leakers) & frame["day"].isin(dates), 6)
    found = judged(town, frame).groupby("actor")["p"].min()
    mine = found.index.isin(leakers)
    assert (found[mine] < SURE).mean() >= 0.9
    # 380 honest accounts × 45 days
    assert (found[~mine] < SURE).sum() <= 4
