"""The small machines leaks are made with."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY
from leakwatch.synth.courier import EXPORT, LIST, ORDER_EXPORT, ORDER_VIEW, VIEW, WAYBILL
from leakwatch.synth.dice import dice
from leakwatch.synth.leaks.days import even, in_shift, numbered, plan, some_days, spread
from leakwatch.synth.leaks.pulls import done, pulled, spare
from leakwatch.synth.make import plotted
from leakwatch.synth.shelf import Shelf


@pytest.fixture(scope="module")
def courier():
    return plotted(4, Almanac(date(2026, 3, 2), 14), 0.05, []).houses["courier"]


@pytest.mark.parametrize(
    ("deed", "on_platform"), [(VIEW, ORDER_VIEW), (LIST, ORDER_VIEW), (EXPORT, ORDER_EXPORT)]
)
def test_a_deed_at_waybills_is_its_like_on_the_order_platform_only(courier, deed, on_platform):
    merchant = int(np.flatnonzero(courier.site_kind == "merchant")[0])
    other = int(np.flatnonzero(courier.site_kind == "outlet")[0])
    assert done(courier, merchant, deed) == on_platform
    assert done(courier, other, deed) == deed


def test_who_works_with_orders_leaks_orders_and_all_others_waybills(courier):
    for kind, prefix in (("merchant", "52"), ("outlet", "77"), ("hub", "77")):
        account = int(np.flatnonzero(courier.site_kind == kind)[0])
        out = pulled(dice(1), courier, account, np.arange(40) * 600 + 9 * DAY, known=1.0)
        assert {number[:2] for number in courier.shelf.number[out.item]} == {prefix}
        assert (out.deed >= len(WAYBILL)).all() == (kind == "merchant")


def test_nothing_is_opened_before_it_began():
    shelf = Shelf()
    nobody = np.zeros(50, dtype=np.int64)
    shelf.put("1", nobody, nobody, second=np.arange(50) * 1_000)
    second = np.arange(10, 50) * 1_000 + 1
    found = shelf.around(dice(2), second, 0.05)
    assert (shelf.second[found] <= second).all()
    assert (shelf.second[found] >= second - 0.05 * DAY - 1).all()


def test_a_thing_that_does_not_fit_is_never_found_and_nothing_fitting_means_anything():
    shelf = Shelf()
    nobody = np.zeros(6, dtype=np.int64)
    shelf.put("1", nobody, np.arange(6) % 2, second=nobody)
    second = np.full(30, 99)
    assert set(shelf.around(dice(3), second, 1.0, shelf.home == 1).tolist()) <= {1, 3, 5}
    assert len(shelf.around(dice(3), second, 1.0, shelf.home == 7)) == 30


def test_numbers_on_a_shelf_are_different_and_tell_no_order():
    shelf = Shelf()
    nobody = np.zeros(500, dtype=np.int64)
    shelf.put("77", nobody, nobody, second=nobody)
    shelf.put("77", nobody, nobody, second=nobody)
    numbers = shelf.number.tolist()
    assert len(set(numbers)) == 1_000
    assert numbers != sorted(numbers)


def test_standing_aside_leaves_a_quarter_of_the_honest_work_at_least():
    day = np.array([1] * 8 + [2] * 4 + [3])
    drop = spare(dice(5), day, {1: 100, 2: 1, 4: 7})
    assert [int(drop[day == one].sum()) for one in (1, 2, 3)] == [6, 1, 0]


def test_moments_lie_in_the_shift_and_an_even_pace_is_nearly_even(courier):
    account = int(np.flatnonzero(courier.roster.on.sum(1) > 5)[0])
    days = np.flatnonzero(courier.roster.on[account])[:3]
    second = in_shift(dice(6), courier, account, plan(dice(6), days, 5, 9))
    day = second // DAY
    begin, end = courier.roster.begin[account, day], courier.roster.end[account, day]
    assert ((second % DAY >= begin * 60) & (second % DAY <= end * 60)).all()
    gaps = np.diff(even(dice(7), {3: 200}, (9, 10), 20.0))
    assert 17 <= gaps.min() <= gaps.max() <= 23


@pytest.mark.parametrize(("there", "most"), [(0, 0), (2, 2), (40, 5)])
def test_some_days_are_in_order_and_no_more_than_there_are(there, most):
    days = some_days(dice(8), np.arange(there), 3, 5)
    assert len(days) <= most
    assert sorted(set(days.tolist())) == days.tolist()


def test_a_plan_is_spread_over_its_days():
    assert spread({4: 2, 9: 1}).tolist() == [4, 4, 9]


def test_over_seeds_one_account_has_every_number():
    assert {next(numbered(dice(seed), [7]))[0] for seed in range(60)} == set(range(6))
