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
from leakwatch.rings.significance import FALSE_SHARE, TIMES_EXPECTED, TINIEST, discoveries

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.exposure import Floats

MOST = 0.5


def without_handovers(pairs: ir.Table, judged: pd.DataFrame) -> pd.DataFrame:
    """The significant pairs that stay so when work passed on with cases is expected too."""
    chosen = judged[judged["q"] <= FALSE_SHARE].reset_index(drop=True)
    if chosen.empty:
        return chosen
    mean = chosen["expected"].to_numpy() + handed(pairs, chosen)
    seen = chosen["weighted"].to_numpy() / UNIT
    tail = Null(mean, chosen["spread"].to_numpy()).tail(seen)
    p = np.maximum(np.maximum(tail, chosen["p"].to_numpy()), TINIEST)
    q = np.maximum(discoveries(p, float(chosen["tests"].iloc[0])), chosen["q"].to_numpy())
    kept = (q <= FALSE_SHARE) & (seen >= TIMES_EXPECTED * mean)
    return chosen.assign(expected=mean, p=p, q=q)[kept].reset_index(drop=True)


def handed(pairs: ir.Table, chosen: pd.DataFrame) -> Floats:
    """People without a case on either side that work passed on gives each pair."""
    ends = sorted({*chosen["a"], *chosen["b"]})
    met = shared_people(pairs, ends, all_looks=True)
    whole = met.group_by("a", "b").agg(whole=met.count()).to_pandas()
    both = chosen.merge(whole, on=["a", "b"], how="left", validate="one_to_one")
    passed = (both["whole"].fillna(0) - both["shared"]).clip(lower=0).to_numpy(dtype=np.float64)
    share = lacking(pairs, ends)
    either = (chosen["a"].map(share) * chosen["b"].map(share)).to_numpy(dtype=np.float64)
    expected: Floats = passed * either / (1 - either)
    return expected


def lacking(pairs: ir.Table, actors: list[str]) -> dict[str, float]:
    """The share of each account's looks that lack a case, at most MOST."""
    own = pairs.filter(pairs.actor.isin(actors))
    sums = own.group_by("actor").agg(looks=own.looks.sum(), without=own.unexplained.sum())
    rows = sums.to_pandas().to_dict("records")
    return {row["actor"]: min(MOST, row["without"] / max(row["looks"], 1)) for row in rows}
