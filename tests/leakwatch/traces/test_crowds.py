"""The sweep over meetings against counting them one by one."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from leakwatch.traces.crowds import DAYS, _within
from leakwatch.traces.sums import Sums

meetings = st.lists(
    st.tuples(st.sampled_from("pqr"), st.sampled_from("abcd"), st.integers(0, 30)), unique=True
)


@given(meetings)
def test_each_account_counts_once_from_a_meeting_until_seven_days_after(met):
    rows = pd.DataFrame(met, columns=["subject", "actor", "number"])
    rows["day"] = pd.Timestamp("2026-03-02") + pd.to_timedelta(rows["number"], "D")
    rows = rows.sort_values(["subject", "actor", "day"], ignore_index=True)
    weight = rows["actor"].map({"a": 1.0, "b": 0.5, "c": 0.25, "d": 2.0}).to_numpy(dtype=float)
    ones, weighed = _within(rows.assign(org="o"), "actor", [np.ones(len(rows)), weight])
    of = dict(zip(rows["actor"], weight, strict=True))
    for row, one, sum_ in zip(rows.itertuples(), ones, weighed, strict=True):
        near = {actor for subject, actor, number in met
                if subject == row.subject and row.number - DAYS < number <= row.number}  # fmt: skip
        assert one == len(near)
        assert np.isclose(sum_, sum(of[actor] for actor in near))


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 20), st.integers(0, 5))),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.integers(0, 9)), min_size=1),
)
def test_sums_between_two_days_are_those_of_the_days_between(rows, asked):
    given_ = pd.DataFrame(rows, columns=["name", "day", "number"])
    given_["name"] = given_["name"].astype("str")
    sums = Sums(given_["name"], given_["day"].to_numpy(dtype=np.int64), given_["number"])
    name, after, span = (list(column) for column in zip(*asked, strict=True))
    until = np.array(after) + np.array(span)
    found = sums.between(pd.Series(name, dtype="str"), np.array(after), until)
    for one, low, high, sum_ in zip(name, after, until, found, strict=True):
        assert sum_ == sum(n for of, day, n in rows if of == one and low < day <= high)
