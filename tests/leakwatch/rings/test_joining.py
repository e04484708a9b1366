from __future__ import annotations

from itertools import combinations, cycle

import numpy as np
import pytest

from leakwatch.rings.find import find
from leakwatch.rings.joining import joiners

RING = (11, 52, 93, 134, 175, 216)
LATE = 257
START, EVERY = 9 * 10**6, 150


def name(act):
    return f"a{act:05d}"


CORE = frozenset(map(name, RING))


def split_up(made):
    """A list of which two of the ring open each person, ten by each two."""
    for number, (one, two) in zip(range(EVERY), cycle(combinations(RING, 2))):
        for act in (one, two):
            made.add([act], 9 + number % 3, [START + number])
    return made


@pytest.fixture
def made(office):
    return split_up(office(3, accounts=400))


def joined(made, **told):
    return {one.account: one for one in joiners(made.tell(**told), [CORE])}


def some(many, seed=1):
    return START + np.random.default_rng(seed).choice(EVERY, many, replace=False)


def test_nobody_joins_who_opened_none_of_the_list(made):
    assert joined(made) == {}


def test_who_opened_a_few_with_each_of_the_ring_joins_it(made):
    made.add(np.full(8, LATE), 10, some(8))
    one = joined(made)[name(LATE)]
    # beside the list, two of them met over a customer or so
    assert (one.core, one.opened) == (0, 8)
    assert EVERY <= one.of < EVERY + 3
    assert one.expected < 1
    rings = find(made.tell())
    assert rings.together["R1"] == CORE | {name(LATE)}
    [because] = rings.members.loc[rings.members["member"] == name(LATE), "because"]
    assert because.startswith(f"opened 8 of the {one.of} people that two others of the ring opened")


@pytest.mark.parametrize("many", [1, 4])
def test_a_handful_is_chance(made, many):
    made.add(np.full(many, LATE), 10, some(many))
    assert joined(made) == {}


def test_looks_with_a_case_are_work(made):
    made.add(np.full(20, LATE), 10, some(20), 0)
    assert joined(made) == {}


@pytest.mark.parametrize("day", [0, 25])
def test_the_same_people_weeks_apart_are_another_matter(made, day):
    made.add(np.full(20, LATE), day, some(20))
    assert joined(made) == {}


def test_who_opens_everybody_opens_the_list_too(made):
    """Quality control: half of all people the branches know, and of the list as many."""
    everyone = np.unique(made.looks["subject"])
    half = np.random.default_rng(2).choice(everyone, len(everyone) // 2, replace=False)
    made.add(np.full(len(half), LATE), np.arange(len(half)) % 20, half)
    assert name(LATE) not in joined(made)


def test_an_account_declared_as_a_machines_joins_nobody(made, staff):
    made.add(np.full(20, LATE), 10, some(20))
    rows = staff([{"org": "o0", "actor": name(LATE), "status": "在职", "kind": "system"}])
    assert joined(made, staff=rows) == {}


def test_without_a_core_nobody_joins(office):
    assert joiners(office(3, accounts=40).tell(), []) == []
    assert joiners(office(3, accounts=40).tell(), [frozenset({"a00001"})]) == []
