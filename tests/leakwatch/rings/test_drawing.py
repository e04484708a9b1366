from __future__ import annotations

import networkx as nx
import pytest

from leakwatch.rings.drawing import laid_out


def ring(nodes, edges):
    graph = nx.MultiGraph()
    for node in nodes:
        graph.add_node(node, side="outside" if node > "m" else "inside")
    graph.add_edges_from(edges)
    return graph


EDGES = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "x"), ("x", "y"), ("a", "b")]


def test_the_same_ring_is_drawn_alike_however_it_was_put_together():
    one = laid_out(ring("abcxy", EDGES))
    other = laid_out(ring("yxcba", [(b, a) for a, b in reversed(EDGES)]))
    assert one == other


def test_nobody_stands_on_anybody_and_all_are_on_the_paper():
    spots = laid_out(ring("abcxy", EDGES))
    assert len(set(spots.values())) == 5
    assert all(-1 <= x <= 1 and -1 <= y <= 1 for x, y in spots.values())


@pytest.mark.parametrize("nodes", ["", "a"])
def test_hardly_anybody_is_drawn_too(nodes):
    assert set(laid_out(ring(nodes, []))) == set(nodes)
