from __future__ import annotations

from collections import Counter
from itertools import combinations, permutations, product
from math import factorial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leakwatch.rings.kinds.orders import (
    chance,
    placed,
    pooled,
    surprise,
    usage,
    usage_of_family,
    widened,
)


def out_of_order(order):
    return sum(one > two for one, two in combinations(order, 2))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 18))
def test_the_chance_is_the_share_of_all_orders_of_all_lists(sizes, most):
    each = [Counter(out_of_order(order) for order in permutations(range(n))) for n in sizes]
    hits = 0
    for several in product(*(counts.items() for counts in each)):
        if sum(pairs for pairs, _ in several) <= most:
            hits += int(np.prod([times for _, times in several]))
    assert chance(sizes, most) == pytest.approx(hits / np.prod([factorial(n) for n in sizes]))


@given(st.permutations(range(9)))
def test_the_chance_of_one_list_is_that_of_kendalls_exact_test(order):
    expected = stats.kendalltau(range(9), order, method="exact", alternative="greater").pvalue
    assert chance([9], out_of_order(order)) == pytest.approx(expected)


def test_the_chance_of_a_long_list_keeps_its_digits():
    assert chance([30], 0) == pytest.approx(1 / factorial(30), rel=1e-9)
    assert chance([30], 1) == pytest.approx(30 / factorial(30), rel=1e-9)
    assert 0.5 < chance([200], 9950) < 0.52


@given(st.integers(5, 40), st.floats(0, 1))
def test_the_normal_tail_is_near_the_exact_one_where_it_decides_what_to_ask(n, share):
    pairs = n * (n - 1) // 2
    wrong = int(share * pairs)
    tau, variance = 1 - 2 * wrong / pairs, 2 * (2 * n + 5) / (9 * n * (n - 1))
    about = surprise(pd.Series([tau]), pd.Series([variance]))[0]
    exact = chance([n], wrong)
    assert about <= 0.01 or exact > 0.004


@given(st.floats(1e-200, 0.5), st.floats(0.001, 0.2), st.floats(0, 1), st.floats(0, 0.5))
def test_usage_only_ever_makes_an_order_less_odd(exact, variance, mean, spread):
    assert widened(exact, variance, mean, spread) >= exact
    assert widened(exact, variance, 0, 0) == pytest.approx(exact)


def lists(rows):
    return pd.DataFrame(rows, columns=["a", "b", "people", "compared", "ordered"])


def test_lists_of_two_accounts_add_up_pair_by_pair():
    whole = pooled(lists([("x", "y", 5, 5, 10), ("x", "y", 250, 200, 19900), ("x", "z", 5, 5, 0)]))
    assert whole["shared"].tolist() == [255, 5]
    assert whole["unordered"].tolist() == [0, 10]
    assert whole["tau"].tolist() == [1, -1]
    assert whole["variance"][1] == pytest.approx(2 * 15 / (9 * 5 * 4))


def test_the_pairs_two_branches_make_are_all_that_a_plain_loop_counts():
    dice = np.random.default_rng(3)
    homes = pd.DataFrame({
        "actor": [f"a{n:02d}" for n in range(30)],
        "org": [f"o{n % 2}" for n in range(30)],
        "branch": [f"b{one}" for one in dice.integers(0, 4, 30)],
    })  # fmt: skip
    where = {row.actor: (row.org, row.branch) for row in homes.itertuples()}
    both = list(combinations(homes["actor"], 2))
    near = [tuple(sorted((where[a], where[b]))) for a, b in both]
    family = [(one[0], two[0], one == two) for one, two in near]
    found = placed(pd.DataFrame(both, columns=["a", "b"]), homes)
    assert found["many"].tolist() == [Counter(near)[one] for one in near]
    for column, by_hand in (("branches", near), ("family", family)):
        assert len(set(zip(found[column], by_hand, strict=True))) == len(set(by_hand))
        assert found[column].nunique() == len(set(by_hand))


def others(*tau, branches=None):
    names = [f"n{n}" for n in range(len(tau))]
    return pd.DataFrame({"a": names, "b": "z", "tau": tau, "variance": 0.05,
                         "branches": branches or names})  # fmt: skip


def test_a_branch_where_everybody_keeps_one_order_has_it_for_usual():
    mean, spread = usage(others(*[1.0] * 28), 2)
    assert mean > 0.8
    assert widened(chance([10], 0), 0.06, mean, spread) > 0.05


def test_a_few_well_ordered_pairs_among_many_accounts_are_no_usage():
    assert usage(others(1.0, 1.0), 10) == (0.0, 0.0)


def test_where_a_branch_says_nothing_its_family_speaks():
    assert usage(others(), 0, (0.9, 0.04)) == pytest.approx((0.9, 0.04))


def test_pairs_in_the_opposite_order_do_not_make_order_odd():
    assert usage(others(*[-0.8] * 30), 3)[0] == 0


def test_in_a_family_each_branch_counts_once():
    crowd = others(*[1.0] * 40, 0.0, 0.0, 0.0, branches=["crowd"] * 40 + ["x", "y", "z"])
    assert usage_of_family(crowd, [], True) == (0.0, 0.0)
    assert usage_of_family(others(*[1.0] * 20), [], True)[0] > 0.8


def test_a_family_is_asked_without_the_two_accounts_in_question():
    assert usage_of_family(others(*[1.0] * 20), ["z"], True) == (0.0, 0.0)
