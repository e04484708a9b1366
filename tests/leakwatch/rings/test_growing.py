from __future__ import annotations

from itertools import combinations
from math import comb, log

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.rings.growing import BY_CHANCE, JOINING, chance, joined, log_chance, settled, shed

ACCOUNTS = 500


def graph(edges):
    """From (a, b) → p."""
    made = nx.Graph()
    for (a, b), p in edges.items():
        made.add_edge(a, b, p=p, log_p=log(p), q=min(1.0, p * ACCOUNTS**2 / 2))
    return made


def clique(names, p):
    return dict.fromkeys(combinations(sorted(names), 2), p)


@st.composite
def graphs(draw):
    nodes = "abcdef"[: draw(st.integers(2, 6))]
    pairs = list(combinations(nodes, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, unique=True))
    return graph({pair: 10 ** -draw(st.integers(1, 12)) for pair in chosen})


def by_hand(made, core):
    """The union bound, every spanning tree and graph of the group looked at."""
    held, k = made.subgraph(core), len(core)
    if len(held) < k or not nx.is_connected(held):
        return 0.0
    trees = [sum(held.edges[edge]["log_p"] for edge in tree.edges)
             for tree in nx.SpanningTreeIterator(held)]  # fmt: skip
    every = sum(data["log_p"] for *_, data in held.edges(data=True))
    ways = [min(trees) + log(k ** (k - 2)), every + log(2) * comb(k, 2)]
    return min(0.0, log(2) + log(comb(ACCOUNTS, k)) + min(ways))


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_the_bound_is_that_of_all_trees_and_graphs(made):
    for size in (2, 3, len(made)):
        for core in combinations(sorted(made), min(size, len(made))):
            got = log_chance(made, frozenset(core), ACCOUNTS)
            assert got == pytest.approx(by_hand(made, core), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_nobody_is_left_who_adds_nothing_and_nobody_outside_who_adds_much(made):
    core = shed(made, frozenset(made), ACCOUNTS)
    odds = log_chance(made, core, ACCOUNTS)
    if len(core) > 2:
        assert all(by_hand(made, core - {one}) >= odds - 1e-9 for one in core)
    grown = joined(made, core, set(), ACCOUNTS)
    least = log_chance(made, grown, ACCOUNTS)
    outside = set(made) - grown if len(grown) > 1 else set()
    assert all(least - by_hand(made, grown | {one}) < log(JOINING) + 1e-9 for one in outside)


def test_many_pairs_none_beyond_doubt_are_a_group_beyond_doubt():
    four = graph(clique("abcd", 1e-4))
    assert min(data["q"] for *_, data in four.edges(data=True)) > 0.5
    assert settled(four, [frozenset("abcd")], ACCOUNTS) == [frozenset("abcd")]
    assert chance(four, frozenset("abcd"), ACCOUNTS) < BY_CHANCE


@pytest.mark.parametrize(
    "edges",
    [{("a", "b"): 1e-4, ("b", "c"): 1e-4}, clique("abc", 1e-3), {("a", "b"): 1e-6}],
    ids=["a path", "three", "two"],
)
def test_a_few_weak_pairs_are_nobody(edges):
    made = graph(edges)
    assert settled(made, [frozenset(made)], ACCOUNTS) == []


def test_who_hangs_on_by_one_weak_pair_is_left_out_and_by_several_taken_in():
    made = graph(clique("abcd", 1e-9) | {("a", "x"): 1e-2, ("b", "y"): 1e-5, ("c", "y"): 1e-5})
    assert settled(made, [frozenset("abcdx")], ACCOUNTS) == [frozenset("abcdy")]


def test_no_account_is_in_two_groups():
    made = graph(clique("abcd", 1e-9) | clique("wxyz", 1e-9) | {("a", "w"): 1e-9, ("b", "w"): 1e-9})
    begun = [frozenset("abcd"), frozenset("wxyz")]
    assert settled(made, begun, ACCOUNTS) == begun
    # who could join either joins the less likely one
    made = graph(clique("abcd", 1e-9) | clique("wxyz", 1e-12) | {
        (one, "k"): 1e-8 for one in "abwx"})  # fmt: skip
    assert settled(made, begun, ACCOUNTS) == [frozenset("kwxyz"), frozenset("abcd")]
