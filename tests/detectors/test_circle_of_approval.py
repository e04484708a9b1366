import numpy as np
import pandas as pd
import pytest

from detectors.circle_of_approval import CircleOfApproval

START = pd.Timestamp("2026-03-02")
CLERK, FRIEND, DAYS = "clerk003", "clerk006", range(22, 40)
SURE = np.log(1e-4)


class Office:
    """Four clerks a branch; three seniors of each branch approve a tenth of the looks by turns."""

    def __init__(self, town, actors=24, seniors=3):
        dice = np.random.default_rng(12)
        self.town, self.frame, self.deeds = town, town.office(actors=actors, days=40), []
        for one in self.frame.itertuples():
            for _ in range(dice.poisson(4)):
                senior = f"senior {one.branch} {dice.integers(seniors)}"
                self.put(one, senior, bare=int(dice.random() < 0.15))

    def put(self, one, approver, times=1, bare=1):
        row = {"actor": one.actor, "org": "o", "branch": one.branch, "day": one.day.date(),
               "action": "view", "approver": approver, "times": times,
               "unexplained": bare}  # fmt: skip
        self.deeds.append(row)

    def circle(self, approver, times=4, bare=4, actor=CLERK, days=DAYS):
        dates = [START + pd.Timedelta(days=day) for day in days]
        mine = (self.frame["actor"] == actor) & self.frame["day"].isin(dates)
        for one in self.frame[mine].itertuples():
            self.put(one, approver, times, bare)
        return self

    def said(self):
        rows = pd.DataFrame(self.deeds)
        rows["day"] = pd.to_datetime(rows["day"])
        approved = rows.groupby(["actor", "day"])["times"].sum().rename("approved").reset_index()
        frame = self.frame.drop(columns="approved").merge(approved, how="left")
        frame["approved"] = frame["approved"].fillna(0).astype(int)
        return CircleOfApproval().findings(
            self.town.facts(frame, deeds=self.town.deeds(self.deeds))
        )

    def fired(self):
        found = self.said()
        return set(found.loc[np.log(found["p"].clip(lower=1e-300)) < SURE, "actor"])


@pytest.fixture
def office(town):
    return Office(town)


def test_approvals_by_turns_are_silent(office):
    assert office.fired() == set()


def test_a_small_branch_with_one_manager_is_silent(town):
    assert Office(town, seniors=1).fired() == set()


def test_one_manager_of_a_branch_where_tickets_are_never_written_is_silent(town):
    office = Office(town, seniors=1)
    for row in office.deeds:
        if row["branch"] == "b0":
            row["unexplained"] = row["times"]
    assert office.fired() == set()


def test_a_clerk_alone_in_a_branch_has_one_manager_and_is_silent(town):
    office = Office(town)
    office.frame.loc[office.frame["actor"] == CLERK, "branch"] = "far"
    office.deeds = [row for row in office.deeds if row["actor"] != CLERK]
    assert office.circle("the manager", bare=1, days=range(40)).fired() == set()


def test_always_the_same_senior_with_tickets_is_silent(office):
    assert office.circle("senior b0 0", bare=0).fired() == set()


def test_a_few_without_a_ticket_from_the_same_are_silent(office):
    assert office.circle("senior b0 0", times=2, bare=2, days=[30]).fired() == set()


def test_colleagues_who_all_check_each_other_are_silent(town):
    office = Office(town)
    dice = np.random.default_rng(3)
    for row in office.deeds:
        row["approver"] = f"clerk{dice.integers(24):03d}"
    assert office.fired() == set()


def test_looks_nobody_approves_say_nothing(town):
    frame = town.office(actors=6, days=10)
    assert (CircleOfApproval().findings(town.facts(frame))["score"] == 0).all()
    found = CircleOfApproval().findings(town.facts(frame, deeds=town.deeds([])))
    assert (found["score"] == 0).all()


@pytest.mark.parametrize("approver", [FRIEND, "senior b0 0", "somebody outside"])
def test_without_a_case_by_the_same_friend_every_time_fires(office, approver):
    assert CLERK in office.circle(approver, times=8, bare=8).fired() <= {CLERK, FRIEND}


def test_approving_oneself_fires(office):
    assert office.circle(CLERK, times=8, bare=8).fired() == {CLERK}


def test_back_and_forth_fires_on_both(office):
    office.circle(FRIEND).circle(CLERK, actor=FRIEND)
    assert office.fired() == {CLERK, FRIEND}


def test_two_who_approve_each_other_s_work_on_cases_are_silent(office):
    office.circle(FRIEND, bare=0).circle(CLERK, bare=0, actor=FRIEND)
    assert office.fired() == set()


def test_more_of_them_are_odder(town):
    p = [Office(town).circle(FRIEND, times, times).said()["p"].min() for times in (2, 4, 8)]
    assert p[0] > p[1] > p[2]
