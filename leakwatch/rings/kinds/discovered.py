"""The pairs of one kind of evidence that stay when every pair there could have been is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.rings.significance import FALSE_SHARE, TINIEST, discoveries

if TYPE_CHECKING:
    from leakwatch.rings.exposure import Floats

COLUMNS = {
    "a": "str", "b": "str", "kind": "str", "shared": "int64",
    "expected": "float64", "p": "float64", "q": "float64",
}  # fmt: skip


def discovered(pairs: pd.DataFrame, kind: str, tests: float) -> pd.DataFrame:
    """The discoveries among pairs (a, b, shared, expected, p), the rest of `tests` having p = 1.

    a and b in the order of their names, one row a pair, sorted.
    """
    if pairs.empty:
        return none()
    swapped = (pairs["a"] > pairs["b"]).to_numpy()
    p = np.clip(pairs["p"].to_numpy(dtype=np.float64), TINIEST, 1.0)
    told = pairs.assign(
        a=pairs["a"].where(~swapped, pairs["b"]),
        b=pairs["b"].where(~swapped, pairs["a"]),
        kind=kind, p=p, q=discoveries(p, tests),
    )  # fmt: skip
    kept = told.loc[told["q"] <= FALSE_SHARE, list(COLUMNS)].astype(COLUMNS)
    return kept.sort_values(["a", "b"], ignore_index=True)


def none() -> pd.DataFrame:
    """No rows, the same columns."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in COLUMNS.items()})


def pairs_of(accounts: int) -> float:
    """How many pairs so many accounts make."""
    return accounts * (accounts - 1) / 2


def fisher(p: Floats) -> Floats:
    """One p from the independent ones of each row (last axis); 1 says nothing.

    Fisher's method: it is the strongest where one of them may be the only one that speaks.
    """
    from scipy import stats

    logs = np.log(np.maximum(p, TINIEST)).sum(axis=-1)
    return np.asarray(stats.chi2.sf(-2 * logs, 2 * p.shape[-1]))
