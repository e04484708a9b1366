"""Which pairs overlap beyond chance: the null, Benjamini–Hochberg, and the size that matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.rings.exposure import exposure
from leakwatch.rings.null import null
from leakwatch.rings.overlap import UNIT

if TYPE_CHECKING:
    from leakwatch.rings.exposure import Floats
    from leakwatch.rings.overlap import Overlap

FALSE_SHARE = 0.01
# of pairs that count as a group, whose evidence is judged as a whole: the q of a pair a group may
# begin with, the p of one that may add to it
SEED, ADDING = 0.5, 0.01
SHARED_AT_LEAST = 5
TIMES_EXPECTED = 3.0
TINIEST = 1e-300
PAIRS = ("a", "b", "shared", "expected", "p", "q")


def judged(overlap: Overlap) -> pd.DataFrame:
    """The pairs of accounts that share at least SHARED_AT_LEAST people, each with its chance:
    PAIRS, then weighted (as in `Overlap`), spread (of the null), tests. The q counts every pair
    there could have been, `tests` of them."""
    shared = overlap.shared.to_pandas().sort_values(["a", "b"], ignore_index=True)
    if shared.empty:
        columns = (*PAIRS, "weighted", "spread", "tests")
        return pd.DataFrame({name: pd.Series(dtype=kind(name)) for name in columns})
    who = exposure(overlap)
    i, j = (np.searchsorted(who.names, shared[end].to_numpy(dtype=object)) for end in "ab")
    seen = shared["weighted"].to_numpy(dtype=np.float64) / UNIT
    chance = null(who, i, j, seen)
    tested = seen >= SHARED_AT_LEAST
    p = np.where(tested, np.maximum(chance.tail(seen), TINIEST), 1.0)
    tests = len(who) * (len(who) - 1) / 2
    out = shared[["a", "b", "shared", "weighted"]].assign(
        expected=chance.mean, p=p, q=discoveries(p, tests), spread=chance.spread, tests=tests
    )
    return out[tested & (seen >= TIMES_EXPECTED * chance.mean)].reset_index(drop=True)


def kind(name: str) -> str:
    """The dtype of a column of pairs."""
    return {"a": "str", "b": "str", "shared": "int64"}.get(name, "float64")


def discoveries(p: Floats, tests: float) -> Floats:
    """Benjamini–Hochberg q-values of `p` among `tests` tests, those not listed having p = 1.

    >>> discoveries(np.array([0.01, 0.001]), 10).round(3).tolist()
    [0.05, 0.01]
    """
    order = np.argsort(p, kind="stable")
    raw = p[order] * tests / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(raw[::-1])[::-1], 1.0)
    return q
