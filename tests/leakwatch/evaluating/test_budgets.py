"""Orders of actor-days are measured as by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.evaluating import budgets

MONDAY, TUESDAY = pd.Timestamp("2026-03-02"), pd.Timestamp("2026-03-03")


def frame(**scores):
    """Actor-days of Monday, by actor."""
    return pd.DataFrame(
        {"actor": list(scores), "day": MONDAY, "score": [float(score) for score in scores.values()]}
    )


def leak_days(*days, leak=0):
    return pd.DataFrame(
        [(leak, actor, day, 1) for actor, day in days], columns=["leak", "actor", "day", "people"]
    )


def simple(score, positive, never):
    """By the definition: precision at the cut of every positive's own score."""
    total = sum(positive) + never
    if not total:
        return math.nan
    cuts = [one for one, right in zip(score, positive, strict=True) if right]
    reached = [[p for s, p in zip(score, positive, strict=True) if s >= cut] for cut in cuts]
    return sum(sum(few) / len(few) for few in reached) / total


@pytest.mark.parametrize(
    ("score", "positive", "never", "expected"),
    [
        ([3, 2, 1], [1, 0, 0], 0, 1.0),
        ([3, 2, 1], [0, 0, 1], 0, 1 / 3),
        ([4, 3, 2, 1], [1, 0, 1, 0], 0, (1 + 2 / 3) / 2),
        ([1, 1, 1, 1], [1, 0, 0, 0], 0, 1 / 4),
        ([2, 1, 1], [0, 1, 1], 0, 2 / 3),
        ([3, 2, 1], [1, 0, 0], 1, 1 / 2),
        ([3, 2], [0, 0], 2, 0.0),
        ([], [], 3, 0.0),
    ],
)
def test_average_precision_is_what_a_hand_counts(score, positive, never, expected):
    mask, values = np.array(positive, dtype=bool), np.array(score, dtype=float)
    assert budgets.average_precision(values, mask, never) == pytest.approx(expected)


def test_average_precision_of_no_leak_is_not_a_number():
    assert math.isnan(budgets.average_precision(np.array([2.0, 1.0]), np.array([False, False])))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30), st.integers(0, 3))
def test_average_precision_agrees_with_its_definition(rows, never):
    score, positive = [row[0] for row in rows], [row[1] for row in rows]
    fast = budgets.average_precision(
        np.array(score, dtype=float), np.array(positive, dtype=bool), never
    )
    assert fast == pytest.approx(simple(score, positive, never), nan_ok=True)


def test_precision_counts_a_leak_day_nobody_scored():
    days = frame(a=0.9, b=0.5)
    assert budgets.precision(days, leak_days(("a", MONDAY), ("a", TUESDAY))) == 0.5


def test_two_leaks_of_an_account_on_one_day_are_one_leak_day():
    days = frame(a=0.5, b=0.9)
    both = pd.concat([leak_days(("a", MONDAY)), leak_days(("a", MONDAY), leak=1)])
    assert budgets.precision(days, both) == 0.5


def test_a_place_is_counted_within_its_day():
    days = pd.concat([frame(a=0.2, b=0.9), frame(a=0.5).assign(day=TUESDAY)])
    placed = budgets.placed(days).set_index(["actor", "day"])
    assert placed["place"].to_dict() == {("b", MONDAY): 1, ("a", MONDAY): 2, ("a", TUESDAY): 1}
    assert placed["active"].to_dict() == {("b", MONDAY): 2, ("a", MONDAY): 2, ("a", TUESDAY): 1}


def test_equal_scores_go_by_token_whatever_the_order_of_the_rows():
    days = frame(b=0.5, a=0.5, c=0.5)
    for shuffled in (days, days[::-1]):
        assert budgets.placed(shuffled)["actor"].tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("active", "budget", "most"),
    [(1, 1, 1), (1000, 1, 1), (1001, 1, 2), (200, 5, 1), (201, 5, 2), (600, 5, 3), (20, 50, 1)],
)
def test_a_budget_is_rounded_up_and_exact(active, budget, most):
    assert budgets.most(pd.Series([active]), budget).tolist() == [most]


def test_of_two_as_odd_at_the_edge_of_a_budget_one_is_read():
    placed = budgets.placed(frame(a=0.9, b=0.9, c=0.1))
    assert budgets.read(placed, 5)["actor"].tolist() == ["a"]


def test_what_is_not_odd_at_all_is_not_read_however_large_the_budget():
    placed = budgets.placed(frame(a=0.0, b=0.0, c=0.1))
    assert budgets.read(placed, 1000)["actor"].tolist() == ["c"]


def test_nobody_odd_finds_nobody():
    placed = budgets.placed(frame(a=0.0, b=0.0))
    for flagged in (
        budgets.read(placed, 50),
        budgets.read_anew(placed, leak_days(("a", MONDAY)), 50),
    ):
        assert budgets.found(leak_days(("a", MONDAY)), flagged).empty


def test_no_leaks_find_nobody():
    placed = budgets.placed(frame(a=0.9))
    assert budgets.found(leak_days(), budgets.read(placed, 50)).empty
    assert budgets.read_anew(placed, leak_days(), 50)["actor"].tolist() == ["a"]


def test_a_day_without_leak_finds_nobody_and_the_first_day_counts():
    leaks = leak_days(("a", TUESDAY), ("a", TUESDAY + pd.Timedelta(days=1)))
    flagged = pd.DataFrame({"actor": "a", "day": [MONDAY, TUESDAY + pd.Timedelta(days=1), TUESDAY]})
    assert budgets.found(leaks, flagged[:1]).empty
    assert budgets.found(leaks, flagged).to_dict() == {0: TUESDAY}


def test_anew_a_found_account_leaves_its_place_and_an_honest_one_does_not():
    monday = frame(a=0.9, b=0.8, c=0.7)
    days = pd.concat([monday, monday.assign(day=TUESDAY)])
    placed = budgets.placed(days)
    leaks = pd.concat([leak_days(("a", MONDAY), ("a", TUESDAY)), leak_days(("b", TUESDAY), leak=1)])
    assert set(budgets.found(leaks, budgets.read(placed, 5)).index) == {0}
    anew = budgets.read_anew(placed, leaks, 5)
    assert budgets.found(leaks, anew).to_dict() == {0: MONDAY, 1: TUESDAY}
    honest = budgets.read_anew(placed, leaks[leaks["leak"] == 1], 5)
    assert honest["actor"].tolist() == ["a", "a"]


def test_alone_an_account_needs_a_place_among_the_honest_only():
    placed = budgets.placed(frame(a=0.9, b=0.8, c=0.7, d=0.6, e=0))
    for honest, read in (("c", {"a", "b"}), ("", {"a", "b", "c", "d"}), ("a", set())):
        alone = budgets.read_alone(placed, placed["actor"] == honest, 5)
        assert set(alone["actor"]) == read
    # two a day are read of five at two fifths
    assert set(budgets.read_alone(placed, placed["actor"] == "a", 400)["actor"]) == {"b", "c", "d"}
