from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.rings.identity import named

sets = st.lists(st.frozensets(st.sampled_from("abcdefgh"), min_size=1), max_size=5)


@pytest.mark.parametrize(
    ("rings", "earlier", "names"),
    [
        ([], {"R1": "ab"}, []),
        (["abc"], None, ["R1"]),
        (["abc", "def"], {}, ["R1", "R2"]),
        (["abcd"], {"R4": "abxy"}, ["R4"]),
        (["abcd"], {"R4": "axyz"}, ["R5"]),
        (["abcd"], {"R4": "ab"}, ["R4"]),
        (["abcdef", "gh"], {"R2": "abcdefgh"}, ["R2", "R3"]),
        (["abcdef"], {"R1": "abc", "R2": "def"}, ["R1"]),
        (["ab"], {"R1": "ab", "R10": "abc"}, ["R1"]),
    ],
)
def test_a_ring_keeps_the_name_of_its_largest_overlap(rings, earlier, names):
    known = None if earlier is None else {name: frozenset(held) for name, held in earlier.items()}
    assert named([frozenset(ring) for ring in rings], known) == names


@given(sets, sets)
def test_names_are_unique_and_none_is_dropped(rings, earlier):
    known = {f"R{k + 1}": members for k, members in enumerate(earlier)}
    names = named(rings, known)
    assert len(names) == len(rings) == len(set(names))
