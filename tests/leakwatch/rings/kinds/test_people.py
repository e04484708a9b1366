from __future__ import annotations

import numpy as np
import pytest

from leakwatch.rings.kinds import people

ONE, OTHER = 11, 52


def name(act):
    return f"a{act:05d}"


@pytest.fixture(scope="module")
def town_hall(office):
    """Two that share five people without a case, which is little, and forty with one."""
    made = office(6)
    for act in (ONE, OTHER):
        made.add(np.full(40, act), 9, 9 * 10**7 + np.arange(40), 0)
        made.add(np.full(5, act), 20, 8 * 10**7 + np.arange(5))
    return made


def between(made, **told):
    rows = people.found(made.tell(**told))
    ours = rows[(rows["a"] == name(ONE)) & (rows["b"] == name(OTHER))]
    return ours.to_dict("records")


def test_a_little_without_cases_does_not_hide_much_by_all_looks(town_hall):
    [row] = between(town_hall, alerted=[name(ONE), name(OTHER)])
    assert (row["kind"], row["shared"]) == (people.ALL_LOOKS, 45)
    assert row["q"] < 1e-6


@pytest.mark.parametrize("alerted", [[], [name(ONE)], ["a00200"]])
def test_all_looks_speak_only_around_alerts(town_hall, alerted):
    """A little without cases is no pair that makes the other one suspicious."""
    assert all(row["kind"] == people.KIND for row in between(town_hall, alerted=alerted))


def test_each_two_accounts_are_one_row(town_hall):
    rows = people.found(town_hall.tell(alerted=[name(ONE), name(OTHER)]))
    assert not rows.duplicated(["a", "b"]).any()
    assert (rows["a"] < rows["b"]).all()
