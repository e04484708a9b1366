"""The mixture against plain loops, and what it must not name."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.rings.mixture import ODDS, SHARES, Lifts, evidence, mixed, named, shares


def lifts(table):
    """From people × accounts; 0: not opened."""
    table = np.asarray(table, dtype=float)
    person, account = np.nonzero(table)
    known = np.full(table.shape[1], len(table))
    return Lifts(person, account, table[person, account], known, len(table))


TABLES = st.integers(1, 6).flatmap(
    lambda accounts: st.lists(
        st.lists(st.sampled_from([0, 0, 0, 0.5, 1, 3, 40]), min_size=accounts, max_size=accounts),
        min_size=1,
        max_size=8,
    )
)


def by_hand(column, given):
    """The mean over the shares of the product of what each person is likelier."""
    each = [
        math.prod((1 - t) + t * lift / base for lift, base in zip(column, given, strict=True))
        for t in SHARES
    ]
    return math.log(sum(each) / len(each))


@given(TABLES, st.integers(0, 10**6))
def test_the_evidence_is_that_of_plain_loops(table, seed):
    base = np.random.default_rng(seed).uniform(0.2, 5, len(table))
    found = evidence(lifts(table), base)
    wanted = [by_hand(column, base) for column in zip(*table, strict=True)]
    assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, 9]), st.sampled_from([0, 1, 4])), min_size=1,
                max_size=9))  # fmt: skip
def test_no_shares_on_a_grid_are_likelier_than_those_found(table):
    given = lifts(table)
    found = shares(given, [0, 1])
    assert found.sum() <= 1 + 1e-9
    assert (found >= 0).all()

    def likely(a, b):
        each = [1 - a - b + a * one + b * two for one, two in table]
        return sum(math.log(max(one, 1e-300)) for one in each)

    steps = np.arange(21) / 20
    best = max(likely(a, b) for a, b in itertools.product(steps, steps) if a + b <= 1)
    assert likely(*found) >= best - 1e-3


def test_an_innocent_account_is_seldom_much_likelier():
    """Under chance the evidence exceeds x once in x; here, over all accounts, of a thousand."""
    rng, over = np.random.default_rng(5), 0
    for _ in range(200):
        held = rng.random((30, 20)) < 0.1  # each opened a tenth: lift 10
        over += int((evidence(lifts(held * 10.0), np.ones(30)) > math.log(100)).sum())
    assert over <= 200 * 20 / 100


ALL = np.array([True, True, True])


def test_two_sources_are_named_each_with_its_share_and_the_third_is_needless():
    # the third opened every second of both
    table = [[20, 0, 20 * (row % 2)] for row in range(30)] + [
        [0, 20, 20 * (row % 2)] for row in range(20)
    ]
    chosen = named(lifts(table), ALL, 1000)
    assert chosen == [0, 1]
    assert shares(lifts(table), chosen) == pytest.approx([0.6, 0.4], abs=0.02)


def test_one_chosen_first_goes_when_two_others_explain_it_better():
    # the first opened all at a little less each
    table = [[8, 40, 0]] * 20 + [[8, 0, 40]] * 20
    assert sorted(named(lifts(table), ALL, 1000)) == [1, 2]


@pytest.mark.parametrize(
    ("table", "allowed"),
    [
        ([[1.0, 1.0, 1.0]] * 50, ALL),  # everybody opened everybody
        ([[0, 0, 0]] * 50, ALL),
        ([[30, 0, 0]] + [[0, 0, 0]] * 30, ALL),  # one look
        ([[50, 50, 50]] * 2, ALL),  # two people are no sample
        ([[30, 30, 30]] * 30, ~ALL),
    ],
)
def test_nobody_is_named_by_chance(table, allowed):
    assert named(lifts(table), allowed, 1000) == []


def test_two_alike_are_one_source_and_always_the_same():
    table = [[10, 10, 0]] * 20
    assert named(lifts(table), ALL, 1000) == [0]


def test_the_price_grows_with_the_accounts_there_are():
    table = [[9, 0, 0]] * 5
    gain = evidence(lifts(table), np.ones(5))[0]
    assert named(lifts(table), ALL, math.exp(gain) / ODDS * 1.01) == []
    assert named(lifts(table), ALL, math.exp(gain) / ODDS * 0.99) == [0]


def test_without_any_account_each_person_is_as_likely_as_chance_has_it():
    assert mixed(lifts([[5, 0], [0, 7]]), []) == pytest.approx([1, 1])
