"""Traces of leaked samples beside the true sources."""

import pandas as pd
import pytest

from leakwatch.evaluating.traced import sources

COLUMNS = ["rank", "actor", "org", "covered", "of", "expected", "p", "share"]


def trace(*rows):
    told = [[place + 1, actor, "o", 9, 10, 0.1, p, share]
            for place, (actor, p, share) in enumerate(rows)]  # fmt: skip
    return pd.DataFrame(told, columns=COLUMNS)


def of(gangs, name, *rows):
    return sources({f"samples/{name}.csv": trace(*rows)}, gangs)


def test_the_source_has_its_rank_share_and_p(gangs):
    [row] = of(gangs, "slow", ("x", 1e-9, 0.0), ("a", 1e-8, 0.8)).to_dict("records")
    assert (row["account"], row["truth"], row["sources"]) == ("o/A", 0.9, 1)
    assert (row["rank"], row["share"], row["p"], row["others"]) == (2, 0.8, 1e-8, 0)
    assert row["apart"]


def test_a_source_the_trace_does_not_list_has_no_rank(gangs):
    rows = of(gangs, "several", ("b", 1e-9, 0.5), ("x", 0.1, 0.2))
    assert rows["rank"].isna().tolist() == [False, True]
    assert rows["others"].tolist() == [1, 1]


@pytest.mark.parametrize(("name", "apart"), [("several", True), ("ring", False)])
def test_sources_that_leaked_the_same_people_are_not_apart(gangs, name, apart):
    assert of(gangs, name, ("b", 0.1, 0.1))["apart"].tolist() == [apart] * 2


@pytest.mark.parametrize(
    ("rows", "least", "others"),
    [((), None, 0), ((("x", 0.3, 0.0), ("y", 0.2, 0.0)), 0.2, 0), ((("x", 0.01, 0.4),), 0.01, 1)],
)
def test_nobodys_sample_tells_whom_it_names_and_the_least_p(gangs, rows, least, others):
    [row] = of(gangs, "nobody", *rows).astype(object).to_dict("records")
    assert pd.isna(row["account"])
    assert row["others"] == others
    assert pd.isna(row["p"]) if least is None else row["p"] == least


def test_a_sample_that_was_not_traced_has_no_row(gangs):
    assert sources({}, gangs).empty
    assert set(of(gangs, "slow", ("a", 0.1, 0.1))["sample"]) == {"slow"}
