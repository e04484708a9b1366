"""Colours as attributes: every class that a notebook draws has one, and no drawing leads away."""

import re
from datetime import date, datetime
from xml.etree import ElementTree

import pytest

from leakwatch.charts.crowd import crowd
from leakwatch.charts.heatmap import heatmap
from leakwatch.charts.ink import INKS, PICTURES, inked
from leakwatch.charts.looks import Looks, looks
from leakwatch.charts.matrix import matrix
from leakwatch.charts.ring import Sentences, legend, ring
from leakwatch.charts.ring_days import ring_days
from leakwatch.rings.named import ROLES, Look, Member, Tie

DAY = date(2026, 3, 9)
NASTY = '"><script>alert(1)</script>'
#: said of elements for scripts and sheets of the inbox; they have no colour of their own
BARE = {*PICTURES, "key", "heat", "over", *ROLES}
MEMBERS = [Member(n, f"{n:032x}", "actor", side, role, NASTY, datetime(2026, 3, 9))
           for n, (side, role) in enumerate([("inside", one) for one in ROLES]
                                            + [("outside", "broker")], start=1)]  # fmt: skip
KINDS = ("people", "device", "approval", "link", "complaint")
TIES = [Tie(n, MEMBERS[0].member, MEMBERS[n].member, 1, n + 1, kind, NASTY, None, None, None)
        for n, kind in enumerate(KINDS, 1)]  # fmt: skip
SPOTS = {one.member: (0.1 * one.number, -0.1 * one.number) for one in MEMBERS}
DRAWINGS = [
    heatmap(NASTY, [DAY], [DAY], [(NASTY, {(DAY, hour): 1.0 + hour**2 for hour in range(24)})]),
    looks(NASTY, [Looks(DAY, 3, 1.5), Looks(DAY, 9, 1.0, True)]),
    matrix(NASTY, ["a"], ["b", "c"], {(0, 0): 1.0, (0, 1): 9.0}),
    ring(NASTY, MEMBERS, TIES, SPOTS, dict.fromkeys(SPOTS, 0),
         Sentences(lambda _: NASTY, lambda _: NASTY)),
    ring_days(NASTY, [(NASTY, [Look("a", DAY, 3), Look("a", DAY, 1)])], str),
    crowd(NASTY, MEMBERS, TIES, SPOTS),
]  # fmt: skip


def classes(drawn):
    return {one for each in re.findall(r'class="([^"]*)"', drawn) for one in each.split()}


def test_every_colour_is_one_that_something_drawn_has():
    keys = legend([("broker", "outside", "broker")], KINDS, str)
    assert set(INKS) <= classes("".join([*DRAWINGS, keys]))


@pytest.mark.parametrize("drawn", DRAWINGS)
def test_every_class_has_a_colour_and_none_is_left(drawn):
    assert classes(drawn) - BARE <= set(INKS)
    shown = inked(drawn)
    assert "class=" not in shown
    assert "href" not in shown
    assert "<script" not in shown
    root = ElementTree.fromstring(shown)
    assert root.get("aria-label") == NASTY
    assert all(len(one.attrib) == len(set(one.attrib)) for one in root.iter())


def test_what_an_element_says_itself_stands():
    drawn = inked('<path stroke-width="4" class="tie small"></path>')
    assert drawn.count("stroke-width") == 1
    assert 'stroke-width="4"' in drawn


def test_a_crowd_is_a_few_paths_however_many_there_are():
    shown = ElementTree.fromstring(crowd("a", MEMBERS, TIES, SPOTS))
    paths = [one.get("class") for one in shown]
    assert paths == ["tie opened many", "tie seat many", "tie approval many", "tie link many",
                     "tie complaint many", "node inside small", "node outside small"]  # fmt: skip


def test_a_matrix_writes_short_names_above_and_the_rest_into_titles():
    shown = matrix("a", ["row"], ["09", "29a9e4df"], {(0, 1): 2.0})
    assert ">09</text>" in shown
    assert "29a9e4df</text>" not in shown
    assert "row × 29a9e4df: 2" in shown
    assert ElementTree.fromstring(matrix("a", [], [], {})) is not None
