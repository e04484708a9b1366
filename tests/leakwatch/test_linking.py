"""What of the judged days the search for rings goes by."""

import ibis
import pytest

from leakwatch.linking import suspicion

HALF = 0.5


def odd(*days):
    """The one account's row, its days given as (p, score)."""
    rows = [{"actor": "a", "p": p, "score": score} for p, score in days]
    schema = {"actor": "string", "p": "float64", "score": "float64"}
    [row] = suspicion(ibis.memtable(rows, schema=schema)).to_pyarrow().to_pylist()
    return row["p"], row["score"]


@pytest.mark.parametrize(
    ("days", "p"),
    [
        ([(HALF, 0.1)], 0.5),
        # the same odd day among more days is less odd
        ([(0.001, 0.9)], 0.001),
        ([(0.001, 0.9)] + [(HALF, 0.1)] * 9, 0.01),
        ([(0.001, 0.9)] + [(HALF, 0.1)] * 99, 0.1),
        # two odd days are no odder than the odder
        ([(0.001, 0.9), (0.002, 0.8)], 0.002),
        # never above one
        ([(0.2, 0.1)] * 30, 1.0),
    ],
)
def test_an_account_is_as_odd_as_its_oddest_day_among_so_many(days, p):
    assert odd(*days) == (pytest.approx(p), max(score for _, score in days))


def test_a_day_without_a_p_counts_as_a_day_and_is_not_odd():
    assert odd((0.01, 0.9), (None, None)) == (pytest.approx(0.02), 0.9)


def test_each_account_has_its_own_days():
    rows = [{"actor": name, "p": 0.01, "score": 0.5} for name in "abb"]
    found = suspicion(ibis.memtable(rows)).order_by("actor").to_pyarrow().to_pylist()
    assert [(row["actor"], row["p"]) for row in found] == [("a", 0.01), ("b", 0.02)]
