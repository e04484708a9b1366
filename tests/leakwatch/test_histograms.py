import numpy as np
import pytest
from pyod.models.hbos import HBOS

from leakwatch.histograms import Histograms


@pytest.mark.parametrize("whole", [False, True])
def test_it_says_what_pyods_hbos_says_inside_and_outside_what_it_learnt(whole):
    dice = np.random.default_rng(7)
    learnt, asked = np.abs(dice.normal(size=(300, 4))), 3 * dice.normal(size=(2000, 4))
    if whole:
        learnt, asked = np.round(learnt), np.round(asked)
    asked[:300] = learnt
    model = Histograms()
    model.fit(learnt)
    assert np.allclose(model.decision_function(asked), HBOS().fit(learnt).decision_function(asked),
                       rtol=0, atol=1e-12)  # fmt: skip


def test_a_number_just_beyond_the_last_bin_belongs_to_it_and_one_far_beyond_to_none():
    learnt = np.append(np.linspace(0, 1, 50), np.full(50, 1.0))[:, None]
    model = Histograms()
    model.fit(learnt)
    inside, near, far = model.decision_function(np.array([[1.0], [1.04], [1.06]]))
    assert inside == near < far
