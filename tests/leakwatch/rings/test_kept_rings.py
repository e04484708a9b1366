"""What pages ask of a ring that was found: without whom it falls apart, when it met, its places."""

from __future__ import annotations

from math import hypot

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.rings import without
from leakwatch.rings.circles import INNER, around, circles
from leakwatch.rings.find import find
from leakwatch.rings.found import MEMBERS, TIES, Ring
from leakwatch.rings.moments import moments

PEOPLE, LINK = "people", "link"


def made(inside, ties, outside="", kinds=None):
    """A ring of one-letter accounts and outsiders; a tie is two letters and a p, or None."""
    rows = [("R1", 1e-9, one, "actor", "inside", "source", "because", 0.001) for one in inside]
    rows += [("R1", 1e-9, one, "phone", "outside", "broker", "because", 0.001) for one in outside]
    joined = [
        ("R1", *pair, LINK if p is None else PEOPLE, "because", *(
            (None, None, None) if p is None else (9.0, 0.5, p)))
        for pair, p in ties
    ]  # fmt: skip
    numbers = dict.fromkeys(("shared", "expected", "p"), "float64")
    return Ring("R1", pd.DataFrame(rows, columns=list(MEMBERS)),
                pd.DataFrame(joined, columns=list(TIES)).astype(numbers))  # fmt: skip


def fallen(ring):
    return {one.member: one.parts for one in without.each(ring)}


def test_the_middle_of_a_chain_holds_it_together_and_its_ends_do_not():
    assert fallen(made("abc", [("ab", 1e-9), ("bc", 1e-9)])) == {"a": 1, "b": 2, "c": 1}


def test_an_outsider_both_ends_deal_with_holds_them_too():
    ties = [("ab", 1e-9), ("bc", 1e-9), ("ax", None), ("cx", None)]
    assert fallen(made("abc", ties, "x")) == {"a": 1, "b": 1, "c": 1}


def test_outsiders_that_fall_off_are_no_part():
    assert fallen(made("ab", [("ab", 1e-9), ("ax", None)], "x")) == {"a": 1, "b": 1}


def test_who_is_tied_to_nobody_hangs_on_all_of_the_ring():
    assert fallen(made("abd", [("ab", 1e-9)])) == {"a": 1, "b": 1, "d": 1}


def test_a_ring_of_which_nothing_is_known_any_more_has_no_parts():
    assert fallen(made("ab", [])) == {"a": 0, "b": 0}


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_parts_are_as_brute_force_counts_them(pairs):
    ties = [(f"{min(pair)}{max(pair)}", 1e-9) for pair in pairs if pair[0] != pair[1]]
    inside, outside = "0123", "456"
    graph = nx.Graph([tuple(pair) for pair, _ in ties])
    tied = set(graph) & set(inside)
    for one, parts in fallen(made(inside, sorted(set(ties)), outside)).items():
        left = graph.subgraph(set(graph) - {one})
        assert parts == sum(bool(part & tied) for part in nx.connected_components(left))


def test_without_one_of_four_chance_makes_the_rest_more_often_but_two_apart_are_nothing():
    pairs = ["ab", "ac", "ad", "bc", "bd", "cd"]
    ring = made("abcd", [(pair, 1e-12) for pair in pairs])
    whole = without.chance(without.overlaps(ring), set("abcd"), 100)
    for one in without.each(ring, 100):
        assert whole < one.p < 1
    chain = made("abc", [("ab", 1e-12), ("bc", 1e-12)])
    assert {one.member: one.p for one in without.each(chain, 100)}["b"] == 1.0


def test_links_and_complaints_count_for_no_p():
    ring = made("ab", [("ab", 1e-12), ("ax", None)], "x")
    assert [one.p for one in without.each(ring, 100)] == [1.0, 1.0]


@pytest.fixture(scope="module")
def planted(office):
    """Evidence in which five accounts opened one list, and the ring found in it."""
    work = office(1, 120)
    work.plant(5)
    evidence = work.tell()
    rings = find(evidence)
    return evidence, rings[rings.names()[0]]


def test_the_whole_ring_has_the_p_that_the_search_gave_it(planted):
    evidence, ring = planted
    whole = without.chance(without.overlaps(ring), set(ring.members["member"]), evidence.accounts)
    assert whole == pytest.approx(float(ring.members["p"].iloc[0]), rel=1e-6)


def test_the_days_of_a_ring_are_those_on_which_it_opened_its_people(planted):
    evidence, ring = planted
    rows = moments(evidence.pairs, ring)
    assert set(rows["actor"]) == set(ring.members["member"])
    planted_days = [pd.Timestamp("2025-03-03") + pd.Timedelta(days=5 + n) for n in range(3)]
    then = rows[rows["day"].isin(planted_days)].groupby("actor")["people"].sum()
    assert then.between(15, 25).all()
    # the rest are a few people whom anybody may have met
    assert rows["people"].sum() < 1.4 * then.sum()


def test_accounts_joined_by_nobody_they_opened_have_no_days(planted):
    evidence, _ = planted
    assert moments(evidence.pairs, made("ab", [("ax", None), ("bx", None)], "x")).empty


def test_accounts_stand_inside_and_outsiders_around_them_by_hops():
    ties = [("ab", 1e-9), ("bc", 1e-9), ("ac", 1e-9), ("ax", None), ("xy", None)]
    spots, circle = around(made("abc", ties, "xyz").evidence())
    far = {node: hypot(*spot) for node, spot in spots.items()}
    assert circle == {"a": 0, "b": 0, "c": 0, "x": 1, "y": 2, "z": 1}
    assert [far[one] for one in "abc"] == pytest.approx([INNER] * 3, abs=1e-3)
    assert INNER < far["x"] < far["y"] == pytest.approx(1, abs=1e-3)
    # who deals with an account stands on its side
    assert np.dot(spots["x"], spots["a"]) > 0


@pytest.mark.parametrize("inside", ["", "a", "ab", "abcdefgh"])
@pytest.mark.parametrize("outside", ["", "x", "wxyz"])
def test_nobody_stands_on_anybody_however_few_or_many(inside, outside):
    spots, _ = around(made(inside, [], outside).evidence())
    assert len(set(spots.values())) == len(inside + outside)
    assert all(hypot(*spot) <= 1.001 for spot in spots.values())


def test_the_picture_is_the_same_however_the_ring_was_put_together():
    ties = [("ab", 1e-9), ("bc", 1e-9), ("ax", None)]
    one, other = made("abc", ties, "x"), made("cba", ties[::-1], "x")
    assert around(one.evidence()) == around(other.evidence())


def test_more_than_three_hops_are_drawn_as_three():
    ties = [("ab", 1e-9), ("av", None), ("vw", None), ("wx", None), ("xy", None)]
    assert circles(made("ab", ties, "vwxy").evidence())["y"] == 3
