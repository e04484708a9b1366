"""Counts against the thresholds: the vectors of the text, exact, and never an acquittal."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch import norm
from leakwatch.law import Assessment, Grade, Handled, assess, readings, records, result

BELOW, SERIOUS, ESPECIALLY = Grade
FULL = [
    ({}, 0, BELOW, ()),
    ({1: 49}, 0, BELOW, ()),
    ({1: 50}, 0, SERIOUS, ("三",)),
    ({1: 499}, 0, SERIOUS, ("三",)),
    ({1: 500}, 0, ESPECIALLY, ("三",)),
    ({2: 499}, 0, BELOW, ()),
    ({2: 500}, 0, SERIOUS, ("四",)),
    ({2: 5000}, 0, ESPECIALLY, ("四",)),
    ({3: 4999}, 0, BELOW, ()),
    ({3: 5000}, 0, SERIOUS, ("五",)),
    ({3: 49999}, 0, SERIOUS, ("五",)),
    ({3: 50000}, 0, ESPECIALLY, ("五",)),
    ({1: 25, 2: 250}, 0, SERIOUS, ("六",)),
    ({1: 25, 2: 249}, 0, BELOW, ()),
    ({1: 20, 2: 200, 3: 1000}, 0, SERIOUS, ("六",)),
    ({1: 20, 2: 200, 3: 999}, 0, BELOW, ()),
    ({1: 250, 2: 2500}, 0, ESPECIALLY, ("六",)),
    ({}, 4999, BELOW, ()),
    ({}, 5000, SERIOUS, ("七",)),
    ({}, 49999, SERIOUS, ("七",)),
    ({}, 50000, ESPECIALLY, ("七",)),
    ({1: 50}, 5000, SERIOUS, ("三", "七")),
    ({1: 50}, 50000, ESPECIALLY, ("七",)),
]
IF_SOLD = [
    ({1: 24}, 0, BELOW, ()),
    ({1: 25}, 0, SERIOUS, ("八", "三")),
    ({1: 249}, 0, SERIOUS, ("八", "三")),
    ({1: 250}, 0, ESPECIALLY, ("八", "三")),
    ({2: 249}, 0, BELOW, ()),
    ({2: 250}, 0, SERIOUS, ("八", "四")),
    ({3: 2500}, 0, SERIOUS, ("八", "五")),
    ({3: 25000}, 0, ESPECIALLY, ("八", "五")),
    ({1: 10, 2: 100, 3: 500}, 0, SERIOUS, ("八", "六")),
    ({1: 10, 2: 100, 3: 499}, 0, BELOW, ()),
    ({}, 2499, BELOW, ()),
    ({}, 2500, SERIOUS, ("八", "七")),
    ({}, 25000, ESPECIALLY, ("八", "七")),
]
counted = st.fixed_dictionaries({tier: st.integers(0, 60_000) for tier in norm.RECORDS})
income = st.integers(0, 100_000)


@pytest.mark.parametrize(("counts", "yuan", "grade", "items"), FULL)
def test_the_full_thresholds_are_those_of_the_text(counts, yuan, grade, items):
    full = assess(counts, yuan).full
    assert (full.grade, full.items) == (grade, items)


@pytest.mark.parametrize(("counts", "yuan", "grade", "items"), IF_SOLD)
def test_half_is_enough_where_sold_or_provided_is_proved(counts, yuan, grade, items):
    sold = assess(counts, yuan).if_sold
    assert (sold.grade, sold.items) == (grade, items)


def test_getting_alone_is_measured_in_full_while_selling_is_shown_beside_it():
    both = assess({1: 25})
    assert (both.full.grade, both.if_sold.grade) == (BELOW, SERIOUS)


def test_shares_add_up_exactly_where_floats_do_not():
    assert result({1: 15, 2: 300, 3: 500}).proportion == 1
    assert 15 / 50 + 300 / 500 + 500 / 5000 < 1
    assert result({1: 15, 2: 300, 3: 500}).grade == SERIOUS
    assert result({1: 1, 2: 1, 3: 1}).proportion == Fraction(111, 5000)


# how Art 11 counts


def got(count, *, tier=1, recipient=None, dropped=""):
    return [Handled(f"r{n}", tier, recipient, dropped) for n in range(count)]


@pytest.mark.parametrize(
    ("handled", "counts", "grade"),
    [
        (got(30) * 3, {1: 30}, BELOW),
        (got(30) + got(30, recipient="x"), {1: 30}, BELOW),
        (got(30, recipient="x") * 2, {1: 30}, BELOW),
        (got(30, recipient="x") + got(30, recipient="y"), {1: 60}, SERIOUS),
        (got(30) + got(30, recipient="x") + got(30, recipient="y"), {1: 60}, SERIOUS),
        (got(60, dropped="masked"), {}, BELOW),
        (got(60, dropped="failed"), {}, BELOW),
        (got(60, dropped="zero rows") + got(10), {1: 10}, BELOW),
        (got(60, dropped="masked", tier=1) + got(60, tier=3), {3: 60}, BELOW),
        (got(30, tier=3) + got(20, tier=1), {1: 20, 3: 10}, BELOW),
        ([], {}, BELOW),
    ],
)
def test_records_are_counted_as_article_11_says(handled, counts, grade):
    assert records(handled) == counts
    assert assess(counts).full.grade == grade


@given(st.permutations(got(5) + got(5, tier=2, recipient="x") + got(3, recipient="y")))
def test_the_order_of_the_rows_has_no_say(handled):
    assert records(handled) == {1: 8}


# disputed classes


def test_undisputed_classes_have_one_reading():
    [one] = readings({"credit": 30, "health": 200, "identity": 10})
    assert one == Assessment(*vars(assess({1: 30, 2: 200, 3: 10})).values())


def test_a_disputed_class_shows_every_reading_the_usual_one_first():
    found = readings({"courier_waybill": 600})
    assert [(one.assumed, one.full.grade) for one in found] == [
        ((("courier_waybill", 3),), BELOW),
        ((("courier_waybill", 2),), SERIOUS),
    ]
    assert [one.full.grade for one in readings({"insurance_policy": 60})] == [SERIOUS, BELOW, BELOW]
    assert len(readings({"insurance_policy": 1, "courier_waybill": 1})) == 6


def test_a_disputed_class_of_which_there_is_nobody_asks_nothing():
    assert len(readings({"insurance_policy": 0, "credit": 5})) == 1


def test_statistics_are_not_personal_information():
    [one] = readings({"statistics": 10**6})
    assert one.full == result({})


@pytest.mark.parametrize("wrong", [{4: 1}, {1: -1}, {0: 3}])
def test_a_count_of_no_tier_or_below_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="tier"):
        assess(wrong)


def test_an_unknown_class_is_refused():
    with pytest.raises(ValueError, match="no such class"):
        readings({"weather": 3})


def test_every_class_of_an_event_has_a_tier_or_is_no_personal_information():
    from leakwatch.events import DATA

    assert set(DATA) <= {*norm.TIERS, *norm.NOT_PERSONAL}
    assert set(norm.OF_SECTOR.values()) <= set(norm.DISPUTED)


# what must hold of any numbers


@given(counted, income, st.sampled_from([1, 2, 3]), st.integers(0, 500))
def test_more_records_never_reach_less(counts, yuan, tier, more):
    less = assess(counts, yuan)
    greater = assess(counts | {tier: counts[tier] + more}, yuan)
    assert greater.full.grade >= less.full.grade
    assert greater.if_sold.grade >= less.if_sold.grade


@given(counted, income, st.integers(0, 9000))
def test_more_income_never_reaches_less(counts, yuan, more):
    assert assess(counts, yuan + more).full.grade >= assess(counts, yuan).full.grade


@given(counted, income)
def test_proof_of_selling_never_reaches_less_than_getting(counts, yuan):
    both = assess(counts, yuan)
    assert both.if_sold.grade >= both.full.grade


@given(counted, income)
def test_a_record_counts_for_more_in_a_higher_tier(counts, yuan):
    raised = counts | {2: counts[2] + counts[3], 3: 0}
    assert assess(raised, yuan).full.grade >= assess(counts, yuan).full.grade


@given(counted)
def test_ten_times_serious_is_especially_serious(counts):
    tenfold = {tier: 10 * count for tier, count in counts.items()}
    serious = assess(counts).full.grade >= SERIOUS
    assert (assess(tenfold).full.grade == ESPECIALLY) == serious


@given(counted, income)
def test_items_are_named_exactly_where_something_is_reached(counts, yuan):
    for one in vars(assess(counts, yuan)).values():
        if one:
            assert bool(one.items) == (one.grade > BELOW)
