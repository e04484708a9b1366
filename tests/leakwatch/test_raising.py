import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.raising import FURTHER, together

EVIDENCE = st.lists(st.lists(st.floats(0, 40), min_size=3, max_size=3), min_size=1, max_size=9)


@given(EVIDENCE)
def test_the_strongest_counts_whole_and_each_further_one_less(rows):
    each = np.array(rows)
    plain = [sum(one * FURTHER**place for place, one in enumerate(sorted(row, reverse=True)))
             for row in rows]  # fmt: skip
    np.testing.assert_allclose(together(each).sum(axis=1), plain)
    assert (together(each) <= each).all()


@given(EVIDENCE, st.floats(0.1, 20))
def test_more_evidence_never_counts_less(rows, more):
    each = np.array(rows)
    raised = each + np.eye(3)[0] * more
    assert (together(raised).sum(axis=1) > together(each).sum(axis=1)).all()


def test_one_sure_witness_is_not_outvoted_by_many_who_shrug():
    sure, shrugs = [9.0, 0, 0, 0, 0, 0], [2.0, 2, 2, 2, 2, 2]
    total = together(np.array([sure, shrugs])).sum(axis=1)
    assert total[0] > total[1]
