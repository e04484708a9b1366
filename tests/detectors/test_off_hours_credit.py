import numpy as np
import pandas as pd
import pytest

from detectors.off_hours_credit import OffHoursCredit

OFFICER, DAY = "officer004", 30


@pytest.fixture
def lender(town):
    frame = town.office(actors=30, days=40, usual=10, role="officer")
    frame["credit"] = frame["looks"] // 2
    dice = np.random.default_rng(5)
    frame["credit_off_hours"] = dice.binomial(frame["credit"], 0.02)
    frame["credit_off_hours_unexplained"] = dice.binomial(frame["credit_off_hours"], 0.15)
    return frame


def day(frame, number=DAY):
    return frame["day"] == np.sort(frame["day"].unique())[number]


def ranked(town, frame):
    found = OffHoursCredit().findings(town.facts(town.settle(frame)))
    return frame.merge(found, on=["actor", "day"]).sort_values(
        "score", ascending=False, ignore_index=True
    )


def pull(frame, where, reports, bare, nights=0):
    frame.loc[where, ["looks", "credit", "credit_off_hours"]] += reports
    frame.loc[where, ["unexplained", "credit_off_hours_unexplained"]] += bare
    frame.loc[where, "credit_nights"] += nights


@pytest.mark.parametrize("reports", [8, 20, 40])
def test_a_night_of_reports_ranks_first(town, lender, reports):
    pull(lender, (lender["actor"] == OFFICER) & day(lender), reports, reports)
    assert ranked(town, lender)["actor"].iloc[0] == OFFICER


def test_reports_with_an_application_weigh_less(town, lender):
    pull(lender, (lender["actor"] == OFFICER) & day(lender), 12, 12)
    pull(lender, (lender["actor"] == "officer009") & day(lender), 12, 0)
    assert ranked(town, lender)["actor"].tolist()[:2] == [OFFICER, "officer009"]


def test_reports_by_day_on_a_resting_day_weigh_less_than_at_night(town, lender):
    pull(lender, (lender["actor"] == OFFICER) & day(lender), 12, 3, nights=12)
    pull(lender, (lender["actor"] == "officer009") & day(lender), 12, 3)
    assert ranked(town, lender)["actor"].tolist()[:2] == [OFFICER, "officer009"]


def test_a_late_evening_of_the_whole_branch_accuses_nobody(town, lender):
    pull(lender, day(lender), 5, 1)
    pull(lender, (lender["actor"] == OFFICER) & day(lender, 20), 12, 12)
    found = ranked(town, lender)
    assert found["actor"].iloc[0] == OFFICER
    assert day(found).head(10).sum() <= 3


def test_the_evening_of_one_branch_accuses_nobody_there(town, lender):
    pull(lender, day(lender) & (lender["branch"] == "b1"), 5, 1)
    pull(lender, (lender["actor"] == OFFICER) & day(lender, 20), 12, 12)
    found = ranked(town, lender)
    assert found["actor"].iloc[0] == OFFICER
    assert day(found).head(10).sum() <= 3


def test_without_reports_out_of_hours_nobody_fires(town, lender):
    lender[["credit_off_hours", "credit_off_hours_unexplained", "credit_nights"]] = 0
    assert (ranked(town, lender)["score"] == 0).all()


def test_whoever_pulls_no_credit_never_fires(town, lender):
    clerks = town.office(actors=12, days=40)
    found = ranked(town, town.settle(pd.concat([lender, clerks])))
    assert (found.loc[found["role"] == "clerk", "score"] == 0).all()
    assert (found.loc[found["role"] == "officer", "score"] > 0).any()
