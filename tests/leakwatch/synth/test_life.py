"""The small machines honest life is made with."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from leakwatch.synth.almanac import Almanac, is_working
from leakwatch.synth.arrays import DAY, rank_within, texts
from leakwatch.synth.dice import dice
from leakwatch.synth.files.cells import masked, scientific, thousands
from leakwatch.synth.files.mishaps import Mishaps
from leakwatch.synth.looks import followed, looks
from leakwatch.synth.pool import Pool
from leakwatch.synth.roster import OFF, Roster
from leakwatch.synth.shifts import snapped
from leakwatch.synth.tickets import earlier


def test_dice_of_the_same_purpose_fall_the_same_and_of_another_otherwise():
    assert dice(1, "a").integers(10**9) == dice(1, "a").integers(10**9)
    assert dice(1, "a").integers(10**9) != dice(1, "b").integers(10**9)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 4, 3), True),
        (date(2026, 4, 6), False),
        (date(2026, 4, 11), False),
        (date(2035, 4, 6), True),
        (date(2035, 4, 7), False),
    ],
)
def test_holidays_are_free_and_unknown_years_have_weekends_only(day, open_):
    assert is_working(day) is open_


def test_the_month_ends_on_its_last_three_working_days():
    almanac = Almanac(date(2026, 3, 25), 10)
    assert [str(almanac.date(day)) for day in np.flatnonzero(almanac.month_end)] == [
        "2026-03-27",
        "2026-03-30",
        "2026-03-31",
    ]


@pytest.mark.parametrize(("counts", "ranks"), [([], []), ([0, 0], []), ([1, 3], [0, 0, 1, 2])])
def test_ranks_begin_again_in_each_run(counts, ranks):
    assert rank_within(np.array(counts, dtype=np.int64)).tolist() == ranks


def test_a_pool_draws_from_the_group_and_from_everybody_where_the_group_is_empty():
    pool = Pool(np.array([7, 8, 9]), np.array([0, 0, 2]), np.ones(3), 3)
    drawn = pool.draw(dice(1), np.array([2] * 20 + [1] * 60))
    assert set(drawn[:20].tolist()) == {9}
    assert set(drawn[20:].tolist()) == {7, 8, 9}


def test_a_wish_inside_the_shift_stays_and_one_outside_moves_to_the_next():
    roster = Roster(
        np.array([[480, OFF, 480]]),
        np.array([[1020, OFF, 1020]]),
        np.ones((1, 3), dtype=bool),
        np.zeros((1, 3), dtype=bool),
    )
    wish = np.array([9 * 3600, DAY + 5, 3 * DAY + 5])
    got = snapped(dice(1), roster, 0, wish)
    assert got[0] == wish[0]
    assert all(2 * DAY + 480 * 60 <= second < 2 * DAY + 1020 * 60 for second in got[1:])


def test_earlier_moments_lie_within_reach_or_are_missing():
    known = np.array([0, DAY, 2 * DAY])
    assert earlier(dice(1), known, np.array([DAY + 5, 20 * DAY]), 0.5).tolist() == [1, -1]


def test_a_visits_further_looks_keep_person_and_case_and_come_later():
    first = looks(
        np.array([1, 2]), np.array([100, 900]), np.array([5, 6]), 0, case=texts(["A", "B"])
    )
    many = followed(dice(3), first, 0.7, np.array([1]))
    assert len(many) > 2
    for person, case, second in ((5, "A", 100), (6, "B", 900)):
        mine = many.person == person
        assert set(many.case[mine]) == {case}
        assert many.second[mine].min() == second
        assert (np.diff(many.second[mine]) > 0).all()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("10012345678", "100****5678"),
        ("110101199001011234", "110101********1234"),
        ("测试甲", "测*"),
    ],
)
def test_masks_look_as_in_the_wild(key, text):
    assert masked(key) == text


def test_scientific_keys_have_lost_their_digits():
    assert scientific("13812345678") == "1.38E+10"


@pytest.mark.parametrize(("number", "text"), [("1234", '"1,234"'), ("12", "１２")])
def test_numbers_of_careless_hands(number, text):
    assert thousands(number) == text


def test_every_mishap_happens_but_never_on_the_first_day():
    mishaps = Mishaps(1, "carrier", 14)
    assert all(days and 0 not in days for days in mishaps.days.values())
