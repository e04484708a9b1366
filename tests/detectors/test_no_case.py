import numpy as np
import pytest

from detectors.no_case import NoCase

CLERK = "clerk003"


@pytest.fixture
def office(town):
    return town.office(actors=40, days=45, usual=50)


def judged(town, frame):
    found = NoCase().findings(town.facts(town.settle(frame), cases=town.table("cases", [])))
    return frame.merge(found, on=["actor", "day"], validate="one_to_one")


def on(frame, actor, days):
    return (frame["actor"] == actor) & frame["day"].isin(np.sort(frame["day"].unique())[list(days)])


def add(frame, where, extra, called=0):
    frame.loc[where, "looks"] += extra
    frame.loc[where, "unexplained"] += extra
    frame.loc[where, "called"] += called


def test_p_values_of_honest_days_are_small_as_rarely_as_they_say(town, office):
    p = judged(town, office)["p"]
    assert 0.02 < (p < 0.1).mean() < 0.15
    assert 0.001 < (p < 0.01).mean() < 0.02


@pytest.mark.parametrize("extra", [10, 20])
def test_a_drip_rises_within_fourteen_days(town, office, extra):
    leak = range(25, 39)
    add(office, on(office, CLERK, leak), extra)
    found = judged(town, office).sort_values("p", ignore_index=True)
    assert (found.head(20)["actor"] == CLERK).sum() >= 5


def test_one_day_of_a_list_is_seen_that_day(town, office):
    add(office, on(office, CLERK, [30]), 120)
    found = judged(town, office)
    assert on(found, CLERK, [30])[found["p"].idxmin()]


def test_a_constantly_bad_habit_like_some_colleagues_is_silent(town, office):
    bad = office["actor"].isin(["clerk010", "clerk011", "clerk012"])
    office.loc[bad, "unexplained"] = (office.loc[bad, "looks"] * 0.33).astype(int)
    p = judged(town, office).loc[lambda found: found["actor"] == "clerk010", "p"]
    assert p.median() > 0.01
    assert p.min() > 1e-4


def test_calls_by_the_person_explain_the_look(town, office):
    add(office, on(office, CLERK, range(25, 39)), 20, called=20)
    p = judged(town, office).loc[lambda found: found["actor"] == CLERK, "p"]
    assert p.min() > 1e-3


def test_the_days_between_are_not_blamed_for_one_wild_day(town, office):
    add(office, on(office, CLERK, [30]), 200)
    found = judged(town, office)
    after = found.loc[on(found, CLERK, range(31, 38)), "p"]
    assert after.median() > 0.01


def test_other_branches_records_sharpen_it(town, office):
    near, far = office.copy(), office.copy()
    for frame in (near, far):
        add(frame, on(frame, CLERK, range(30, 36)), 8)
    far.loc[on(far, CLERK, range(30, 36)), "unexplained_foreign"] += 8
    p = [judged(town, frame).loc[lambda f: on(f, CLERK, [35]), "p"].item() for frame in (near, far)]
    assert p[1] < p[0]


def test_without_any_look_missing_a_case_p_is_one(town, office):
    office[["unexplained", "unexplained_foreign"]] = 0
    assert (judged(town, office)["p"] == 1).all()


def test_the_expected_count_is_told(town, office):
    found = judged(town, office)
    assert found["expected"].sum() == pytest.approx(found["unexplained"].sum(), rel=0.4)
