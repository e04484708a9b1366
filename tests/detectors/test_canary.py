import pandas as pd
import pytest

from detectors.canary import Canary

START = pd.Timestamp("2026-03-02")
PLANTED = ["planted key", "planted phone"]


def pair(actor, subject, day=5, looks=1, unexplained=0):
    return {
        "actor": actor, "org": "o", "day": (START + pd.Timedelta(days=day)).date(),
        "subject": subject, "looks": looks, "unexplained": unexplained,
    }  # fmt: skip


def fired(town, *pairs, subjects=PLANTED):
    facts = town.facts(town.office(actors=4, days=10), pairs=town.pairs(list(pairs)))
    found = Canary(subjects=subjects).findings(facts)
    return {(one.actor, (one.day - START).days): (one.canaries, one.touches,
                                                  one.touches_unexplained)
            for one in found.itertuples()}  # fmt: skip


def test_other_people_are_no_canaries(town):
    assert fired(town, pair("clerk000", "a customer"), pair("clerk001", "planted")) == {}


def test_nothing_listed_nothing_said(town):
    assert fired(town, pair("clerk000", "planted key"), subjects=()) == {}


def test_without_pairs_it_is_silent(town):
    facts = town.facts(town.office(actors=2, days=3))
    assert len(Canary(subjects=PLANTED).findings(facts)) == 0


def test_a_touch_fires_even_with_a_case(town):
    assert fired(town, pair("clerk000", "planted key", looks=2)) == {("clerk000", 5): (1, 2, 0)}


def test_who_works_off_the_list_touches_several(town):
    pairs = [pair("clerk000", one, unexplained=1) for one in PLANTED] + [
        pair("clerk001", PLANTED[0], 6)
    ]
    assert fired(town, *pairs) == {("clerk000", 5): (2, 2, 2), ("clerk001", 6): (1, 1, 0)}


def test_one_text_is_not_a_list():
    with pytest.raises(ValueError, match="list of tokens"):
        Canary(subjects="planted key")
