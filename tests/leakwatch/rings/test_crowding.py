"""Very many on paper: the same spots each time, those who belong together near each other."""

import numpy as np
import pytest

from leakwatch.rings.crowding import springs
from leakwatch.rings.drawing import CROWD, laid_out

nx = pytest.importorskip("networkx")


def circle(many):
    turn = np.linspace(0, 2 * np.pi, many, endpoint=False)
    return np.column_stack([np.cos(turn), np.sin(turn)])


def test_it_is_the_same_each_time_and_fits_on_the_paper():
    ends = np.arange(100), (np.arange(100) + 37) % 100
    spots = springs(circle(100), *ends, seed=7)
    assert np.abs(spots).max() <= 1.0
    assert np.array_equal(spots, springs(circle(100), *ends, seed=7))
    assert len(np.unique(spots.round(3), axis=0)) > 95


def test_two_groups_stand_apart_though_they_began_mixed():
    a, b = np.triu_indices(20, 1)
    ends = [np.concatenate([2 * one, 2 * one + 1]) for one in (a, b)]
    spots = springs(circle(40), *ends, seed=7)
    left, right = spots[::2], spots[1::2]
    apart = np.hypot(*(left.mean(axis=0) - right.mean(axis=0)))
    assert apart > 2 * max(np.hypot(*(one - one.mean(axis=0)).T).mean() for one in (left, right))


def test_nobody_and_no_ties_are_laid_out_too():
    assert springs(np.empty((0, 2)), np.array([], int), np.array([], int), seed=7).size == 0
    assert np.isfinite(springs(circle(5), np.array([], int), np.array([], int), seed=7)).all()


def test_a_large_ring_has_a_spot_for_each_whatever_the_order_it_was_put_together_in():
    many = CROWD + 50
    edges = [(f"{n:04}", f"{(n * 7 + 1) % many:04}") for n in range(many)]
    one, other = nx.MultiGraph(), nx.MultiGraph()
    one.add_edges_from(edges)
    other.add_edges_from((b, a) for a, b in reversed(edges))
    spots = laid_out(one)
    assert len(spots) == many
    assert spots == laid_out(other)
