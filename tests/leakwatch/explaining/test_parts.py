"""The parts of a score add up to it, to the last digit, and say who matters."""

import itertools
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.detector import Rule, Test
from leakwatch.explaining.parts import MOST, OTHERS, parts
from leakwatch.judged import Judged, combined


def judged(name, p, *, score=None, fired=None, excuse="", weight=1.0):
    kind = type(name, (Test if fired is None else Rule,), {"name": name, "weight": weight})
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


SOME = st.lists(
    st.tuples(st.floats(1e-12, 0.89), st.booleans(), st.sampled_from(["", "call"]),
              st.sampled_from([0.5, 1.0, 2.0])),
    min_size=1,
    max_size=14,
)  # fmt: skip


@given(SOME)
@settings(max_examples=60, deadline=None)
def test_parts_always_add_up_are_never_negative_and_are_as_large_as_what_is_added(given_p):
    some = [judged(f"d{n}", p, excuse=excuse, weight=weight, fired=True if rule else None)
            for n, (p, rule, excuse, weight) in enumerate(given_p)]  # fmt: skip
    found = parts(some, 0)
    assert total(found) == score(some)
    assert all(one["part"] >= 0 for one in found)
    alone = [one for one in some if not one.sure[0] and one.detector.name in by_name(found)]
    for one, other in itertools.pairwise(sorted(alone, key=lambda one: one.rank[0])):
        small, large = (by_name(found)[who.detector.name] for who in (one, other))
        assert small <= large + 2e-6


def test_a_detector_of_twice_the_weight_has_twice_the_part():
    found = by_name(parts([judged("a", 1e-6, weight=2.0), judged("b", 1e-6)], 0))
    assert found["a"] == pytest.approx(2 * found["b"], rel=1e-3)
