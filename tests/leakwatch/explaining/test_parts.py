"""The parts of a score add up to it, to the last digit, and say who matters."""

from decimal import Decimal
from functools import cache
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.detector import Rule, Test
from leakwatch.explaining.parts import MOST, OTHERS, parts
from leakwatch.judged import Judged, combined


def judged(name, p, *, score=None, fired=None, excuse="", heard=True):
    kind = type(name, (Test if fired is None else Rule,), {"name": name})
    kind.__abstractmethods__ = frozenset()
    p = np.atleast_1d(np.asarray(p, dtype=float))
    odd = -np.log(p)
    return Judged(
        kind(),
        pd.DataFrame(index=range(len(p))),
        odd / (1 + odd) if score is None else np.full(len(p), score),
        np.log(p),
        np.full(len(p), bool(fired)),
        np.full(len(p), excuse, dtype=object),
        np.full(len(p), heard),
    )


def total(found):
    return sum(Decimal(str(one["part"])) for one in found)


def score(all_of_them, row=0):
    return Decimal(str(round(float(combined(all_of_them, len(all_of_them[0].logs))[2][row]), 6)))


def by_name(found):
    return {one["detector"]: one["part"] for one in found}


def test_the_parts_of_two_add_up_and_the_surer_has_more():
    two = [judged("a", 1e-8), judged("b", 1e-3)]
    found = parts(two, 0)
    assert [one["detector"] for one in found] == ["a", "b"]
    assert total(found) == score(two)


def test_who_says_nothing_has_no_part():
    assert by_name(parts([judged("a", 1e-6), judged("b", 1.0)], 0)).keys() == {"a"}


def test_who_is_excused_has_no_part():
    found = parts([judged("a", 1e-6), judged("b", 1e-9, excuse="call")], 0)
    assert by_name(found).keys() == {"a"}


def test_a_day_of_which_nothing_is_said_has_no_parts():
    assert parts([judged("a", 1.0), judged("b", 1.0)], 0) == []


def test_two_alike_share_alike():
    found = by_name(parts([judged("a", 1e-6), judged("b", 1e-6)], 0))
    assert found["a"] == pytest.approx(found["b"], abs=2e-6)


def test_a_rule_that_fired_has_a_part_and_one_that_did_not_has_none():
    some = [judged("a", 1e-3), judged("r", 1e-4, fired=True), judged("s", 1.0, fired=False)]
    found = parts(some, 0)
    assert by_name(found).keys() == {"a", "r"}
    assert total(found) == score(some) >= Decimal("0.95")


def test_left_out_is_what_the_others_would_score():
    some = [judged("a", 1e-6), judged("b", 1e-4), judged("c", 0.02)]
    alone = [judged("a", 1.0, score=0.0), *some[1:]]
    [without] = [one["without"] for one in parts(some, 0) if one["detector"] == "a"]
    assert without == pytest.approx(float(score(alone)), abs=1e-6)


def test_a_crowd_beyond_those_shown_stands_together():
    crowd = [judged(f"d{n}", 10.0 ** -(n + 1)) for n in range(MOST + 4)]
    found = parts(crowd, 0)
    assert len(found) <= MOST + 1
    assert OTHERS in by_name(found)
    assert total(found) == score(crowd)


def test_the_row_asked_for_is_explained():
    rows = [judged("a", [1.0, 1e-5]), judged("b", [1e-7, 1.0])]
    assert by_name(parts(rows, 0)).keys() == {"b"}
    assert by_name(parts(rows, 1)).keys() == {"a"}


def _silent(one):
    rule = isinstance(one.detector, Rule)
    return judged("x", 1.0, score=0.0, heard=one.heard[0], fired=False if rule else None)


def brute(some):
    """Shapley by its definition: the mean over all orders of what each adds."""
    everyone = range(len(some))

    @cache
    def worth(takes):
        left = [one if n in takes else _silent(one) for n, one in enumerate(some)]
        return float(combined(left, 1)[2][0])

    gain = dict.fromkeys(everyone, 0.0)
    orders = list(permutations(everyone))
    for order in orders:
        for place, who in enumerate(order):
            before = frozenset(order[:place])
            gain[who] += (worth(before | {who}) - worth(before)) / len(orders)
    return gain


SOME = st.lists(
    st.tuples(st.floats(1e-12, 0.89), st.booleans(), st.sampled_from(["", "call"]), st.booleans()),
    min_size=1,
    max_size=4,
)


@given(SOME)
@settings(max_examples=40, deadline=None)
def test_parts_always_add_up_are_never_negative_and_are_the_mean_over_all_orders(given_p):
    some = [judged(f"d{n}", p, excuse=excuse, heard=heard, fired=True if rule else None)
            for n, (p, rule, excuse, heard) in enumerate(given_p)]  # fmt: skip
    found = parts(some, 0)
    assert total(found) == score(some)
    assert all(one["part"] >= 0 for one in found)
    expected = brute(some)
    for n, one in enumerate(some):
        assert by_name(found).get(one.detector.name, 0) == pytest.approx(expected[n], abs=3e-6)
