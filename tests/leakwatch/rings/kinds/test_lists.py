from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.rings.kinds import lists
from leakwatch.rings.overlap import opened

COLUMNS = ["a", "b", "kind", "shared", "expected", "p", "q"]
looks = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 7), st.integers(0, 5)),
    max_size=70, unique_by=lambda row: row[:3],
)  # fmt: skip


def by_hand(rows, at_least=5):
    """The lists in common and their pairs in order, by plain loops."""
    met = defaultdict(list)
    for (a, d, s, m), (b, e, t, n) in combinations(sorted(rows), 2):
        if s == t and a != b:
            met[a, b, d, e].append((s, m, n))
    long = {key: people for key, people in met.items() if len(people) >= at_least}
    first = {}
    for a, b, d, e in sorted(long):
        for s, _, _ in long[a, b, d, e]:
            first.setdefault((a, b, s), (d, e))
    found = {}
    for (a, b, d, e), people in long.items():
        own = [(m, n) for s, m, n in people if first[a, b, s] == (d, e)]
        if len(own) >= at_least:
            ordered = sum((m - k) * (n - o) > 0 for (m, n), (k, o) in combinations(own, 2))
            found[f"a{a}", f"a{b}", e - d] = found.get((f"a{a}", f"a{b}", e - d), ())
            found[f"a{a}", f"a{b}", e - d] += ((d, len(own), ordered),)
    return {key: sorted(value) for key, value in found.items()}


@settings(max_examples=12)
@given(looks, st.integers(0, 10**6))
def test_lists_in_common_are_those_a_plain_loop_finds(town, rows, seed):
    order = np.random.default_rng(seed).permutation(len(rows))
    told = [rows[at] for at in order]
    pairs = town.evidence([town.look(f"a{a}", f"s{s}", d, m) for a, d, s, m in told]).pairs
    table = lists.in_common(pairs, opened(pairs, all_looks=False)).to_pandas()
    found = defaultdict(list)
    start = (town.day(0) - town.day(0).replace(year=1970, month=1, day=1)).days
    for row in table.itertuples():
        assert row.people == row.compared
        key = row.a, row.b, row.day_2 - row.day
        found[key].append((row.day - start, row.people, row.ordered))
    assert {key: sorted(value) for key, value in found.items()} == by_hand(rows)


class Office:
    """Eight accounts in each of six branches; all open ten people without a case a day, in any
    order, most of them the same ones as their colleagues."""

    def __init__(self, town, seed=5, days=12):
        self.town, self.dice, self.rows = town, np.random.default_rng(seed), []
        for account in range(48):
            for on in range(days):
                here = 1000 * (account % 6)
                people = here + self.dice.choice(30, 10, replace=False) + 40 * on
                self.goes(account, people, on)

    def goes(self, account, people, on, *, begin=None, each=4.0, branch=None, **more):
        """The account opens the people in this order."""
        begin = self.dice.uniform(480, 700) if begin is None else begin
        branch = f"b{account % 6}" if branch is None else branch
        self.rows += [
            self.town.look(f"a{account:02d}", f"s{one}", on, begin + each * place,
                           branch=branch, **more)
            for place, one in enumerate(people)
        ]  # fmt: skip
        return self

    def found(self, **more):
        out = lists.found(self.town.evidence(self.rows, **more))
        assert out.columns.tolist() == COLUMNS
        return {(row.a, row.b): row for row in out.itertuples()}


@pytest.fixture(scope="module")
def honest(town):
    return Office(town).rows


@pytest.fixture
def office(town, honest):
    office = Office(town, days=0)
    office.rows = list(honest)
    return office


LIST = list(range(90_000, 90_014))


def test_colleagues_who_open_the_same_people_in_any_order_are_silent(office):
    assert office.found() == {}


def test_no_looks_no_pairs(town):
    assert lists.found(town.evidence()).columns.tolist() == COLUMNS


def test_the_other_way_round_is_another_order(office):
    assert office.goes(0, LIST, 3).goes(1, LIST[::-1], 3).found() == {}


def test_a_shuffled_list_is_overlap_and_no_list(office):
    mixed = list(np.random.default_rng(2).permutation(LIST))
    assert office.goes(0, LIST, 3).goes(1, mixed, 3).found() == {}


def test_four_people_are_no_list(office):
    for on in range(3, 10):
        part = [one + 100 * on for one in LIST[:4]]
        office.goes(0, part, on).goes(1, part, on)
    assert office.found() == {}


def test_a_list_with_cases_is_work(office):
    assert office.goes(0, LIST, 3, bare=False).goes(1, LIST, 3).found() == {}


def test_more_than_a_week_apart_is_nothing_in_common(office):
    assert office.goes(0, LIST, 1).goes(1, LIST, 9).found() == {}


def test_a_campaign_that_everybody_works_through_is_silent(office):
    for account in range(48):
        office.goes(account, LIST, 3)
    assert office.found() == {}


def test_a_page_that_shows_all_at_once_proves_no_order(office):
    assert office.goes(0, LIST, 3, each=0).goes(1, LIST, 3, each=0).found() == {}
    assert office.goes(0, LIST, 5, each=0).goes(1, LIST, 5).found() == {}


def test_machines_work_through_lists_by_nature(office, town):
    office.goes(0, LIST, 3).goes(1, LIST, 3)
    assert office.found(staff=[{"org": "o", "actor": "a00", "kind": "system"}]) == {}


def test_a_ward_that_goes_through_its_list_every_morning_is_silent(office):
    for on in range(12):
        ward = [50_000 + 100 * on + bed for bed in range(12)]
        for account in range(60, 68):
            seen = [one for one in ward if office.dice.random() < 0.9]
            office.goes(account, seen, on, branch="ward")
    assert office.found() == {}


def test_desks_a_queue_passes_through_are_silent(office):
    """Everybody's papers go from one of three at the door to one of three at the counter."""
    for on in range(12):
        queue = [60_000 + 100 * on + one for one in range(45)]
        turn = [office.dice.integers(0, 3, 45) for _ in range(2)]
        for shift, (branch, begin) in enumerate([("door", 500), ("counter", 530)]):
            for one in range(3):
                mine = [who for who, at in zip(queue, turn[shift], strict=True) if at == one]
                office.goes(70 + 3 * shift + one, mine, on, begin=begin, branch=branch)
    assert office.found() == {}


def test_offices_of_two_with_one_queue_each_are_judged_by_offices_like_them(office):
    for on in range(12):
        for shop in range(30):
            queue = [100_000 + 1000 * shop + 20 * on + one for one in range(8)]
            for account in (200 + 2 * shop, 201 + 2 * shop):
                office.goes(account, queue, on, branch=f"shop{shop}")
    assert office.found() == {}


def test_a_slight_order_kept_for_months_is_habit(town):
    office = Office(town, days=8)
    for on in range(90):
        people = np.arange(80_000 + 20 * on, 80_012 + 20 * on)
        for account in (0, 1):
            late = people[np.argsort(np.arange(12) + office.dice.normal(0, 9, 12))]
            office.goes(account, late.tolist(), on)
    assert office.found() == {}


@pytest.mark.parametrize("later", [0, 1, 7])
def test_the_same_list_from_the_top_is_found(office, later):
    found = office.goes(0, LIST, 3).goes(1, LIST, 3 + later).found()
    assert list(found) == [("a00", "a01")]
    row = found["a00", "a01"]
    assert (row.kind, row.shared) == ("list", 14)
    assert row.expected == pytest.approx(7, abs=0.5)


def test_own_people_between_do_not_hide_the_list(office):
    mixed = [one for pair in zip(LIST, range(95_000, 95_014), strict=True) for one in pair]
    assert list(office.goes(0, LIST, 3).goes(1, mixed, 4).found()) == [("a00", "a01")]


def test_parts_of_one_list_on_several_days_add_up(office):
    for on in range(4, 9):
        part = [one + 100 * on for one in LIST[:6]]
        office.goes(0, part, on).goes(1, part, on)
    found = office.found()
    assert list(found) == [("a00", "a01")]
    assert found["a00", "a01"].shared == 30


def test_a_ring_of_two_shops_does_not_explain_itself(office):
    for account in (0, 1, 6, 7):
        office.goes(account, LIST, 3)
    assert set(office.found()) >= {("a00", "a01"), ("a06", "a07"), ("a00", "a07"), ("a01", "a06")}


def test_the_order_of_rows_has_no_impact(office):
    office.goes(0, LIST, 3).goes(1, LIST, 4)
    first = office.found()
    office.rows = [office.rows[at] for at in office.dice.permutation(len(office.rows))]
    assert office.found() == first
