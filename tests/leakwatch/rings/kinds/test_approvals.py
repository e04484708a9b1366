from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leakwatch.rings.kinds import approvals

CLERKS, BRANCHES, DAYS = 36, 3, 30


def clerk(number):
    return f"clerk{number:02d}"


class House:
    """Twelve clerks in each of three branches; of their looks a few a day are approved, by one of
    three seniors of the branch, one in seven of them without a case."""

    def __init__(self, town, senior=None, bare=0.15, seed=12):
        self.town, self.rows, self.staff = town, [], None
        dice = self.dice = np.random.default_rng(seed)
        for number in range(CLERKS):
            for on in range(DAYS):
                for _ in range(dice.poisson(2)):
                    branch = number % BRANCHES
                    who = f"senior {branch} {dice.integers(3)}"
                    who = who if senior is None else senior(self, number, on)
                    self.asks(number, who, [on], bare=int(dice.random() < bare))

    def asks(self, number, approver, days=range(8, 24), *, times=1, bare=None, branch=None):
        """So many looks of the clerk a day are approved, `bare` of them without a case."""
        branch = f"b{number % BRANCHES}" if branch is None else branch
        self.rows += [
            self.town.deed(clerk(number), on, branch=branch, approver=approver, times=times,
                           unexplained=times if bare is None else bare)
            for on in days
        ]  # fmt: skip
        return self

    def found(self):
        rows = approvals.found(self.town.evidence(deeds=self.rows, staff=self.staff))
        assert rows.columns.tolist() == ["a", "b", "kind", "shared", "expected", "p", "q"]
        return {(row.a, row.b): row for row in rows.itertuples()}


@pytest.fixture(scope="module")
def plain(town):
    return House(town).rows


@pytest.fixture
def house(town, plain):
    house = House.__new__(House)
    house.town, house.rows, house.staff = town, list(plain), None
    return house


def test_approvals_by_turns_are_silent(house):
    assert house.found() == {}


def test_nothing_approved_no_pairs(town):
    assert approvals.found(town.evidence()).empty
    assert approvals.found(town.evidence(deeds=[])).empty
    assert approvals.found(town.evidence(deeds=[town.deed("a", 1)])).empty


def test_a_manager_who_approves_everybodys_is_silent(town):
    assert House(town, senior=lambda house, one, on: f"manager {one % BRANCHES}").found() == {}


def test_a_manager_of_a_branch_that_writes_no_tickets_is_silent(town):
    house = House(town, senior=lambda house, one, on: f"manager {one % BRANCHES}")
    for row in house.rows:
        if row["branch"] == "b0":
            row["unexplained"] = row["times"]
    assert house.found() == {}


def test_team_leaders_who_approve_their_own_team_only_are_silent(town):
    house = House(town, senior=lambda house, one, on: f"leader {one // 12} {one % BRANCHES}")
    for row in house.rows:
        row["unexplained"] = int(row["actor"] < clerk(24))
    assert house.found() == {}


def test_a_leader_whose_team_alone_writes_no_tickets_is_silent(house):
    for number in (3, 6, 9, 12):
        house.asks(number, "leader")
    assert house.found() == {}


def test_one_who_leaks_alone_and_asks_anybody_is_silent(town):
    def anybody(house, one, on):
        return clerk((one + house.dice.integers(1, 12) * 3) % CLERKS)

    house = House(town, senior=anybody)
    for row in house.rows:
        row["unexplained"] |= int(row["actor"] == clerk(3))
    assert house.found() == {}


def test_fixed_partners_who_check_each_other_are_silent(town):
    assert House(town, senior=lambda house, one, on: clerk((one + 18) % CLERKS)).found() == {}


def test_colleagues_who_all_check_each_other_are_silent(town):
    def anybody(house, one, on):
        return clerk((one + house.dice.integers(1, CLERKS)) % CLERKS)

    assert House(town, senior=anybody, bare=0.5).found() == {}


def test_always_the_same_senior_with_tickets_is_silent(house):
    assert house.asks(3, "senior 0 0", bare=0).found() == {}


def test_four_without_a_ticket_are_silent(house):
    assert house.asks(3, clerk(6), range(10, 14)).found() == {}


def test_one_night_without_tickets_under_the_senior_on_duty_is_silent(house):
    for number in range(0, 36, 3):
        house.asks(number, "senior 0 0", [10], times=4)
    assert house.found() == {}


def test_a_clerk_moved_to_another_branch_has_its_seniors(house):
    house.rows = [row for row in house.rows if row["actor"] != clerk(3)]
    house.asks(3, "senior 0 1", range(10), bare=0).asks(3, "senior 1 0", branch="b1")
    assert house.found() == {}


def test_a_clerk_alone_in_a_branch_with_tickets_is_silent(house):
    house.rows = [row for row in house.rows if row["actor"] != clerk(3)]
    assert house.asks(3, "boss", branch="far", times=4, bare=1).found() == {}


def test_approving_oneself_makes_no_pair(house):
    assert house.asks(3, clerk(3), times=4).found() == {}


def test_a_machine_that_approves_is_no_friend(house):
    house.staff = [{"org": "o", "actor": "robot", "kind": "system"}]
    assert house.asks(3, "robot", times=4).found() == {}


@pytest.mark.parametrize("approver", [clerk(6), clerk(1), "somebody"])
def test_a_friend_who_approves_without_cases_is_found(house, approver):
    found = house.asks(3, approver).found()
    pair = tuple(sorted((clerk(3), approver)))
    assert list(found) == [pair]
    assert found[pair].shared == 16
    assert found[pair].expected < 3


def test_one_who_approves_for_two_friends_only_is_found_with_both(house):
    found = house.asks(3, clerk(9)).asks(6, clerk(9)).found()
    assert list(found) == [(clerk(3), clerk(9)), (clerk(6), clerk(9))]


def test_two_who_approve_each_other_are_one_pair(house):
    found = house.asks(3, clerk(6)).asks(6, clerk(3)).found()
    assert list(found) == [(clerk(3), clerk(6))]
    assert found[clerk(3), clerk(6)].shared == 32


@pytest.mark.parametrize("size", [3, 4, 5])
def test_a_circle_whose_members_take_turns_is_found_whole(house, size):
    ring = [3 * one for one in range(size)]
    for place, number in enumerate(ring):
        for step in range(1, size):
            house.asks(number, clerk(ring[(place + step) % size]), range(step, DAYS, 2))
    assert len(house.found()) == size * (size - 1) / 2


def test_a_closed_circle_says_more_than_its_parts(house):
    for one, two in ((3, 6), (6, 9)):
        house.asks(one, clerk(two), range(10, 17))
    opened = house.found()
    closed = house.asks(9, clerk(3), range(10, 17)).found()
    assert len(closed) == 3
    for pair, row in closed.items():
        assert pair not in opened or row.p < opened[pair].p / 100


def test_the_order_of_rows_has_no_impact(house):
    first = house.asks(3, clerk(6)).asks(6, clerk(3)).found()
    house.rows = house.rows[::-1]
    assert house.found() == first


edge = st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(1e-9, 1))


@given(st.lists(edge, unique_by=lambda one: one[:2], max_size=20))
def test_circles_are_those_a_plain_loop_finds(given):
    p = {(a, b): p for a, b, p in given if a != b}
    edges = pd.DataFrame([(f"x{a}", f"x{b}", one) for (a, b), one in p.items()],
                         columns=["approver", "actor", "p"])  # fmt: skip
    pairs = pd.DataFrame([(f"x{a}", f"x{b}") for a in range(5) for b in range(a + 1, 5)],
                         columns=["a", "b"])  # fmt: skip
    best = dict.fromkeys(zip(pairs["a"], pairs["b"], strict=True), 1.0)
    for a, b, c in permutations(range(5), 3):
        if {(a, b), (b, c), (c, a)} <= set(p):
            logs = np.log([p[a, b], p[b, c], p[c, a]]).sum()
            pair = f"x{min(a, b)}", f"x{max(a, b)}"
            best[pair] = min(best[pair], stats.chi2.sf(-2 * logs, 6) * 2 * 5)
    edges["p"] = edges["p"].astype("float64")
    assert approvals.circles(edges, pairs, 7) == pytest.approx(list(best.values()))


looks = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(1, 9), st.integers(0, 9)),
    min_size=1, max_size=25, unique_by=lambda row: row[:2],
)  # fmt: skip


@given(looks)
def test_shares_of_others_are_those_a_plain_loop_finds(rows):
    frame = pd.DataFrame(
        [("o", f"b{a % 2}", f"c{a}", f"v{v}", t, min(t, b)) for a, v, t, b in rows],
        columns=["org", "branch", "actor", "approver", "times", "bare"],
    )
    given = {(a, v): (t, min(t, b)) for a, v, t, b in rows}
    share, third, bare = (
        function(frame)
        for function in (approvals.of_others, approvals.of_third, approvals.bare_of_others)
    )
    own = {a: sum(t for (b, _), (t, _) in given.items() if b == a) for a, _ in given}
    for place, (a, v, _, _) in enumerate(rows):
        near = {key: one for key, one in given.items() if key[0] % 2 == a % 2 and key[0] != a}
        mine = sum(t - b for (_, w), (t, b) in near.items() if w == v)
        whole = sum(t - b for t, b in near.values())
        assert share[place] == pytest.approx((mine + 10) / (whole + 10))
        shares = sorted((t / own[b] for (b, w), (t, _) in given.items()
                         if w == v and b != a and own[b] >= 5), reverse=True)  # fmt: skip
        assert third[place] == pytest.approx([*shares, 0, 0][1])
        apart = [one for (b, _), one in given.items() if b != a]
        org = (sum(b for _, b in apart) + 1) / (sum(t for t, _ in apart) + 1)
        lacking, every = (sum(one[at] for one in near.values()) for at in (1, 0))
        expected = (lacking + 10 * org) / (every + 10)
        assert bare[place] == pytest.approx(expected)
