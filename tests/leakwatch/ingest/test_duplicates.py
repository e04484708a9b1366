import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.ingest.duplicates import Seen
from leakwatch.readers.rows import fingerprints

MARKS = st.lists(st.integers(-3, 3) | st.sampled_from([-(2**63), 2**63 - 1]), max_size=8)


def marks(values):
    return np.array(values, np.int64)


@given(st.lists(MARKS, max_size=4))
def test_each_mark_is_fresh_once(parts):
    seen, met = Seen(), set()
    for part in parts:
        expected = []
        for mark in part:
            expected.append(mark not in met)
            met.add(mark)
        assert seen.fresh(marks(part)).tolist() == expected


@given(MARKS, MARKS)
def test_what_was_added_is_held_and_nothing_else(added, asked):
    seen = Seen()
    seen.add(marks(added))
    assert seen.holds(marks(asked)).tolist() == [mark in added for mark in asked]


def test_equal_texts_have_equal_fingerprints_under_one_salt_alone():
    import pyarrow as pa

    texts = pa.array(["a", "数", "a", "", "a\x00"], pa.large_string())
    first, again = fingerprints(texts, bytes(16)), fingerprints(texts, bytes(16))
    assert first.tolist() == again.tolist()
    assert first[0] == first[2]
    assert len(set(first.tolist())) == 4
    assert set(first.tolist()).isdisjoint(fingerprints(texts, bytes(range(16))).tolist())
