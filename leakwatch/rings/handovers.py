"""Work two accounts pass to each other with cases: some of it lacks them on both sides by chance.

Where two accounts share E people with a case on one side at least, and u and v of their looks lack
one, E · u · v / (1 − u · v) people without a case on either side are to be expected beside what
the null expects. An account's share counts at most MOST, for logs that hardly know cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.rings.null import Null
from leakwatch.rings.overlap import UNIT, shared_people
from leakwatch.rings.significance import ADDING, TIMES_EXPECTED, TINIEST, discoveries

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.exposure import Floats

MOST = 0.5


def without_handovers(pairs: ir.Table, judged: pd.DataFrame) -> pd.DataFrame:
    """The pairs that may add to a group when work passed on with cases is expected too."""
    chosen = judged[judged["p"] <= ADDING].reset_index(drop=True)
    if chosen.empty:
        return chosen
    mean = chosen["expected"].to_numpy() + handed(pairs, chosen)
    seen = chosen["weighted"].to_numpy() / UNIT
    tail = Null(mean, chosen["spread"].to_numpy()).tail(seen)
    p = np.maximum(np.maximum(tail, chosen["p"].to_numpy()), TINIEST)
    q = np.maximum(discoveries(p, float(chosen["tests"].iloc[0])), chosen["q"].to_numpy())
    kept = (p <= ADDING) & (seen >= TIMES_EXPECTED * mean)
    return chosen.assign(expected=mean, p=p, q=q)[kept].reset_index(drop=True)


def handed(pairs: ir.Table, chosen: pd.DataFrame) -> Floats:
    """People without a case on either side that work passed on gives each pair."""
    ends = sorted({*chosen["a"], *chosen["b"]})
    met = shared_people(pairs, ends, all_looks=True)
    whole = met.group_by("a", "b").agg(whole=met.count()).to_pandas()
    both = chosen.merge(whole, on=["a", "b"], how="left", validate="one_to_one")
    passed = (both["whole"].fillna(0) - both["shared"]).clip(lower=0).to_numpy(dtype=np.float64)
    looked = looks(pairs, ends)
    either = lacking(looked, both["a"], both["shared"]) * lacking(looked, both["b"], both["shared"])
    expected: Floats = passed * either / (1 - either)
    return expected


def looks(pairs: ir.Table, actors: list[str]) -> pd.DataFrame:
    """Looks of each account, and those of them without a case."""
    own = pairs.filter(pairs.actor.isin(actors))
    sums = own.group_by("actor").agg(looks=own.looks.sum(), without=own.unexplained.sum())
    return sums.to_pandas().set_index("actor").astype("float64")


def lacking(looked: pd.DataFrame, actor: pd.Series[str], shared: pd.Series[int]) -> Floats:
    """The share of each account's looks that lack a case, but for those in question; at most
    MOST."""
    mine = looked.reindex(actor)
    without = np.maximum(mine["without"].to_numpy() - shared.to_numpy(), 0.0)
    rest = np.maximum(mine["looks"].to_numpy() - shared.to_numpy(), 1.0)
    return np.minimum(MOST, without / rest)
