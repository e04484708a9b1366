"""The engine's counts and the null's sums against plain loops on small random offices."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import combinations

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leakwatch.rings.exposure import exposure
from leakwatch.rings.overlap import FULL_WEIGHT, UNIT, opened, overlap, shared_people
from leakwatch.rings.strata import branch_sums, family_sums, strata

SCHEMA = {
    "actor": "string", "org": "string", "branch": "string", "day": "date", "subject": "string",
    "looks": "int64", "unexplained": "int64",
}  # fmt: skip
looks = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 30), st.integers(0, 9), st.integers(0, 1)),
    min_size=1,
    max_size=60,
)


def place(actor):
    return f"o{actor % 2}", f"b{actor % 4}"


def table(rows):
    start = dt.date(2025, 1, 1)
    told = [
        (f"a{a}", *place(a), start + dt.timedelta(days=d), f"s{s}", 1, u) for a, d, s, u in rows
    ]
    return ibis.memtable(pd.DataFrame(told, columns=list(SCHEMA)), schema=SCHEMA)


def by_hand(rows, within=7):
    """Shared people and their weights, by looking at all pairs of looks."""
    kept = {(a, d, s) for a, d, s, u in rows if u}
    viewers = defaultdict(set)
    for a, _, s in kept:
        viewers[s].add(a)
    shared = defaultdict(set)
    for (a, d, s), (b, e, t) in combinations(sorted(kept), 2):
        if s == t and a != b and abs(d - e) <= within:
            shared[f"a{min(a, b)}", f"a{max(a, b)}"].add(s)
    weight = {s: round(UNIT * min(1, FULL_WEIGHT / len(who))) for s, who in viewers.items()}
    return {pair: (len(people), sum(weight[s] for s in people)) for pair, people in shared.items()}


@settings(max_examples=15, deadline=None)
@given(looks)
def test_shared_people_are_those_a_plain_loop_counts(rows):
    found = overlap(table(rows)).shared.to_pandas()
    pairs = zip(found["a"], found["b"], found["shared"], found["weighted"], strict=True)
    assert {(a, b): (n, w) for a, b, n, w in pairs} == by_hand(rows)


@settings(max_examples=15, deadline=None)
@given(looks)
def test_chances_over_all_account_pairs_are_those_a_plain_loop_sums(rows):
    found = overlap(table(rows), all_looks=True)
    shared = found.shared.to_pandas()
    if shared.empty:
        return
    who = exposure(found)
    ease = np.linspace(0.5, 2, len(who))
    i, j = (np.searchsorted(who.names, shared[end].to_numpy(dtype=object)) for end in "ab")
    groups = strata(who, i, j)
    branch, family = defaultdict(float), defaultdict(float)
    count = defaultdict(int)
    for a, b in combinations(range(len(who)), 2):
        met = ease[a] * ease[b] * float(who.people[a] @ who.met[b])
        low, high = sorted((int(who.branch[a]), int(who.branch[b])))
        branch[low, high] += met
        count[low, high] += 1
        orgs = sorted((int(who.org[a]), int(who.org[b])))
        family[(*orgs, int(low == high))] += met
    keys = list(zip(groups.one.tolist(), groups.two.tolist(), strict=True))
    sums = branch_sums(who, groups, ease)
    assert sums.chances == pytest.approx([max(branch[key], 1e-12) for key in keys])
    assert sums.count.tolist() == [count[key] for key in keys]
    names = zip(
        groups.family_one.tolist(),
        groups.family_two.tolist(),
        groups.family_same.tolist(),
        strict=True,
    )
    expected = [max(family[name], 1e-12) for name in names]
    assert family_sums(who, groups, ease).chances == pytest.approx(expected, abs=1e-9)


def test_a_celebrity_is_no_shared_person_and_a_well_known_one_counts_less():
    celebrity = [(actor, 1, 0, 1) for actor in range(21)]
    known = [(actor, 1, 1, 1) for actor in range(20)]
    found = overlap(table(celebrity + known)).shared.to_pandas()
    assert set(found["shared"]) == {1}
    assert set(found["weighted"]) == {400}


@pytest.mark.parametrize(("apart", "shared"), [(0, 1), (7, 1), (8, 0)])
def test_people_count_as_shared_within_seven_days(apart, shared):
    rows = table([(0, 0, 5, 1), (1, apart, 5, 1)])
    assert overlap(rows).shared.count().to_pandas() == shared
    assert shared_people(rows, ["a0", "a1"]).count().to_pandas() == shared


def test_looks_with_a_case_count_only_when_all_looks_are_asked_for():
    rows = table([(0, 0, 5, 1), (1, 1, 5, 0)])
    assert overlap(rows).shared.count().to_pandas() == 0
    assert overlap(rows, all_looks=True).shared.count().to_pandas() == 1
    assert opened(rows, all_looks=True, without=["a0"]).actor.to_pandas().tolist() == ["a1"]
