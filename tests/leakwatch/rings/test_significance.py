from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from leakwatch.rings.null import Null
from leakwatch.rings.significance import discoveries


@given(st.lists(st.floats(1e-12, 1), min_size=1, max_size=30))
def test_q_values_are_those_of_scipy(p):
    expected = stats.false_discovery_control(p)
    assert discoveries(np.array(p), len(p)) == pytest.approx(expected)


def test_pairs_that_share_nobody_count_as_tests():
    p = np.array([1e-4, 2e-3])
    unlisted = stats.false_discovery_control([*p, *[1.0] * 98])[:2]
    assert discoveries(p, 100) == pytest.approx(unlisted)


@pytest.mark.parametrize(("seen", "whole"), [(0, 0), (5, 5), (5.9, 5), (6, 6)])
def test_the_tail_counts_whole_people(seen, whole):
    mean, spread = 0.7, 2.0
    below = sum(stats.nbinom.pmf(k, 0.5, 0.5 / 1.2) for k in range(whole))
    tail = Null(np.array([mean]), np.array([spread])).tail(np.array([float(seen)]))
    assert tail == pytest.approx(1 - below)


def test_the_null_is_overdispersed():
    tight, wide = (Null(np.array([2.0]), np.array([s])).tail(np.array([12.0])) for s in (0.2, 5))
    assert wide > 10 * tight
