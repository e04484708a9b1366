"""No single fact separates those who leak: how well each would do is measured on people."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from leakwatch.synth import SCENARIOS
from leakwatch.synth.almanac import Almanac
from leakwatch.synth.arrays import DAY
from leakwatch.synth.make import plotted

FACTS = ("daily", "most", "unexplained", "off_hours")


def area(leaking, honest):
    """How often somebody who leaks has more of it than somebody who does not."""
    low = np.searchsorted(np.sort(honest), leaking, "left")
    high = np.searchsorted(np.sort(honest), leaking, "right")
    return float(np.mean((low + high) / 2 / len(honest)))


def confirmed(house, written):
    """Looks that show a number which the case book has for that very person."""
    book = {(number, person) for number, _, person, *_ in house.cases.rows}
    shown = np.where(written.case != "", written.case, written.call)
    pairs = zip(shown.tolist(), written.person.tolist(), strict=True)
    return np.array([pair in book for pair in pairs])


def in_shift(house, written):
    roster, inside = house.roster, np.zeros(len(written), bool)
    for back in (0, 1):
        day = np.maximum(written.second // DAY - back, 0)
        begin, end = (
            minutes[written.account, day] * 60 + day * DAY for minutes in (roster.begin, roster.end)
        )
        there = roster.listed[written.account, day] & roster.on[written.account, day]
        inside |= there & (begin <= written.second) & (written.second <= end)
    return inside


def facts(house):
    """Fact → value by account, over the whole time; and the people who worked."""
    written, people = house.written(), len(house.staff)
    by_day = np.zeros((people, house.almanac.days))
    np.add.at(by_day, (written.account, written.second // DAY), 1)
    total = np.maximum(by_day.sum(1), 1)
    bare, odd = ~confirmed(house, written), ~in_shift(house, written)
    values = {
        "daily": total / np.maximum((by_day > 0).sum(1), 1),
        "most": by_day.max(1),
        "unexplained": np.bincount(written.account, bare, people) / total,
        "off_hours": np.bincount(written.account, odd, people) / total,
    }
    return values, (by_day.sum(1) > 0) & ~house.staff.batch


@pytest.fixture(scope="module", params=[(1, 1), (2, 1), (2, 3)], ids=["1", "2", "2, rings"])
def people(request):
    """Fact → (values of those who leak, values of all others)."""
    seed, step = request.param
    plot = plotted(seed, Almanac(date(2026, 3, 2), 30), 0.3, list(SCENARIOS)[::step])
    sides = {fact: ([], []) for fact in FACTS}
    for house in plot.houses.values():
        values, worked = facts(house)
        leaking = np.zeros(len(worked), bool)
        leaking[[account for _, other, account, _ in plot.entries if other is house]] = True
        for fact, value in values.items():
            sides[fact][0].extend(value[leaking])
            sides[fact][1].extend(value[worked & ~leaking])
    return sides


@pytest.mark.parametrize("fact", FACTS)
def test_no_single_fact_separates_people(people, fact):
    leaking, honest = people[fact]
    assert len(leaking) > 50
    assert area(leaking, honest) < 0.9


@pytest.mark.parametrize(
    ("leaking", "honest", "expected"),
    [([2, 3], [0, 1], 1.0), ([0], [1, 2], 0.0), ([1], [1, 1], 0.5), ([0, 3], [1, 2], 0.5)],
)
def test_the_area_is_one_where_all_are_above_and_a_half_where_nothing_tells(
    leaking, honest, expected
):
    assert area(leaking, honest) == expected
