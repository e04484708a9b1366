"""What alerts reach together lies between what one reaches alone and all of them added up."""

from hypothesis import given
from hypothesis import strategies as st

from leakwatch.law import Grade, under
from leakwatch.norm import TIERS
from leakwatch.reckoning import Exposure, reckoned
from leakwatch.report.together import together

COUNTS = st.dictionaries(st.sampled_from(sorted(TIERS)), st.integers(1, 60_000), max_size=4)


def kept(people, more=0):
    most = {name: count + more for name, count in people.items()}
    return reckoned(Exposure(people, most), str)


def grades(told, side="full"):
    return [Grade[one["grade"].upper()] for one in told["law"][0][side]]


def test_of_no_alert_or_one_that_nobody_counted_nothing_is_said():
    assert together([], str) == together([None, {}, kept({})], str) == {}


def test_of_one_alert_it_is_what_that_one_says():
    one = kept({"identity": 10}, more=3)
    assert together([None, one], str) == one


@given(st.lists(COUNTS.filter(bool), min_size=2, max_size=4), st.sampled_from(["full", "if_sold"]))
def test_it_reaches_what_one_does_and_no_more_than_all_added_up(alerts, side):
    told = together([kept(one) for one in alerts], str)
    low, high = grades(told, side)
    assert low == max(grades(kept(one), side)[0] for one in alerts)
    every = {name: sum(one.get(name, 0) for one in alerts) for name in set().union(*alerts)}
    assert high == getattr(under(every, {}), side).grade


def test_the_same_people_in_two_alerts_do_not_reach_more_for_sure():
    one = kept({"location": 30})
    assert grades(together([one, one], str)) == [Grade.BELOW, Grade.SERIOUS]
