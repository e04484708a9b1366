"""A cluster finds the pairs one machine finds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from leakwatch.rings.kinds import approvals, clients, lists, seats

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
LAPTOP = "3C:22:FB:00:11:22"


@pytest.fixture
def evidence(town):
    """Two accounts with a list, a device, a leaver's clients and approvals in common."""
    actors = [f"a{n:02d}" for n in range(24)]
    looks = [
        town.look(actor, f"own {actor} {on} {n}", on, n, branch=f"b{place % 4}", bare=n < 2)
        for place, actor in enumerate(actors) for on in range(6) for n in range(6)
    ]  # fmt: skip
    looks += [town.look(actor, f"listed {n}", 3, 60 + n, branch=branch)
              for actor, branch in (("a00", "b0"), ("a01", "b1")) for n in range(14)]  # fmt: skip
    looks += [town.look("gone", f"client {n}", 0, n, branch="b0") for n in range(40)]
    looks += [town.look("a04", f"client {n}", 4, 90 + 7 * n % 30, branch="b0") for n in range(30)]
    deeds = [
        town.deed(actor, on, branch=f"b{place % 4}", device=f"02:00:00:00:00:{place:02d}",
                  approver=f"senior {place % 4}", times=6, unexplained=1)
        for place, actor in enumerate(actors) for on in range(20)
    ]  # fmt: skip
    for actor, other, branch in (("a00", "a01", "b0"), ("a01", "a00", "b1")):
        deeds += [town.deed(actor, on, branch=branch, device=LAPTOP, approver=other, times=3,
                            unexplained=3) for on in range(1, 20, 3)]  # fmt: skip
    staff = [{"org": "o", "actor": "gone", "left": town.day(1)}]
    return town.evidence(looks, deeds, staff)


@pytest.mark.parametrize(
    ("kind", "pairs"),
    [(lists, [("a00", "a01")]), (seats, [("a00", "a01")]), (clients, [("a04", "gone")]),
     (approvals, [("a00", "a01")])],
    ids=["lists", "seats", "clients", "approvals"],
)  # fmt: skip
def test_both_engines_find_the_same_on_spark(evidence, small_spark, kind, pairs):
    there = replace(
        evidence,
        **{name: small_spark.table(getattr(evidence, name).to_pyarrow())
           for name in ("pairs", "deeds", "staff")},
    )  # fmt: skip
    here = kind.found(evidence)
    assert list(zip(here["a"], here["b"], strict=True)) == pairs
    pd.testing.assert_frame_equal(kind.found(there), here)
