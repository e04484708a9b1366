from __future__ import annotations

from itertools import combinations

import pandas as pd
import pytest

from leakwatch.rings.backbone import cores, significant
from leakwatch.rings.bonds import BONDS


def judged(edges, q=1e-9, kind="people", p=1e-12):
    rows = [(*sorted(edge), kind, 20, 0.5, p, q) for edge in edges]
    return pd.DataFrame(rows, columns=list(BONDS))


def clique(names):
    return list(combinations(sorted(names), 2))


def found(*frames):
    return cores(significant(pd.concat(frames)), 1000)


@pytest.mark.parametrize("size", [2, 4, 12])
def test_accounts_that_all_overlap_are_one_group(size):
    names = [f"m{k:02d}" for k in range(size)]
    assert found(judged(clique(names))) == [frozenset(names)]


def test_pairs_that_may_well_be_chance_begin_nothing():
    assert found(judged(clique("abcd"), q=0.51)) == []


def test_two_rings_joined_by_one_edge_are_two():
    rings = [frozenset("abcdef"), frozenset("uvwxyz")]
    edges = [*clique("abcdef"), *clique("uvwxyz"), ("a", "u")]
    assert found(judged(edges)) == rings


def test_two_rings_joined_by_two_edges_are_two():
    edges = [*clique("abcdef"), *clique("stuvwxyz"), ("a", "u"), ("b", "v")]
    assert found(judged(edges)) == [frozenset("stuvwxyz"), frozenset("abcdef")]


def test_a_member_needs_two_edges_or_a_strong_one():
    weak, strong = (judged([("a", "x")], q=1.0, p=p) for p in (1e-3, 1e-8))
    ring = judged(clique("abcd"))
    assert found(ring, weak) == [frozenset("abcd")]
    assert found(ring, strong) == [frozenset("abcdx")]
    assert found(ring, judged([("a", "x"), ("b", "x")], q=1.0, p=1e-5)) == [frozenset("abcdx")]


def test_who_overlaps_with_everybody_joins_nobody():
    star = judged([("qc", f"m{k}") for k in range(16)])
    assert found(star) == []
    few = judged([("qc", f"m{k}") for k in range(3)])
    assert found(few) == [frozenset({"qc", "m0", "m1", "m2"})]


def test_a_big_ring_is_no_hub():
    names = [f"m{k:02d}" for k in range(20)]
    assert found(judged(clique(names))) == [frozenset(names)]


@pytest.mark.parametrize("kind", ["device", "place", "approval"])
def test_what_colleagues_share_joins_nobody_by_itself(kind):
    assert found(judged(clique("abcd"), kind=kind)) == []


def test_kinds_between_the_same_two_are_one_edge_with_the_evidence_of_all():
    one = significant(judged(clique("abc"))).edges["a", "b"]
    several = [judged(clique("abc"), kind=kind) for kind in ("people", "list", "device")]
    both = significant(pd.concat(several)).edges["a", "b"]
    assert both["weight"] == pytest.approx(3 * one["weight"])
    assert both["p"] == pytest.approx(3 * one["p"])
    assert set(both["kinds"]) == {"people", "list", "device"}
    assert both["kinds"]["list"] == {"shared": 20, "expected": 0.5, "p": 1e-12}
