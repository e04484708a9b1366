"""A colleague goes on opening a leaver's former clients: kind "clients", a leaver and a colleague.

Null: that of `leavers.borrowed`, whose detector looks at the days of one account. Of the people a
colleague first opens without a case after the leave date, as many are the leaver's clients as the
branch knows, or as its other colleagues draw, where that is more. Work passed on is expected too:
for each client opened with a case, beyond that share of all people opened with one, a client
without (as in `handovers`, an account's share of looks that lack a case counting MOST). Whom a
handover ticket names from a month before to half a year after the leave date is the successor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates
from leakwatch.excuses.leaving import HANDOVER_DAYS, handovers
from leakwatch.rings.handovers import MOST
from leakwatch.rings.kinds.discovered import discovered, none
from leakwatch.traces import leavers

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.evidence import Evidence

KIND = "clients"
BEYOND = 2.0  # times as many clients as expected; in a small branch three times are its all


def found(evidence: Evidence) -> pd.DataFrame:
    """Pairs beyond chance: a, b, kind, shared (the leaver's clients the colleague first opened
    without a case after the leave date), expected, p, q."""
    if evidence.staff is None:
        return none()
    rows, tests = leavers.former_clients(evidence.pairs, evidence.staff)
    machine = rows["actor"].isin(evidence.not_persons) | rows["leaver"].isin(evidence.not_persons)
    rows = rows[(rows["hits"] >= leavers.FEWEST) & ~machine].reset_index(drop=True)
    if rows.empty:
        return none()
    cases: ir.Table | None = evidence.cases
    hits, draws = (rows[name].to_numpy(dtype=np.float64) for name in ("hits", "draws"))
    passed = (rows["served"] - rows["rate"] * rows["cases"]).clip(lower=0) * MOST / (1 - MOST)
    expected = np.minimum(rows["rate"] * draws + passed, rates.LARGEST_RATE * draws)
    rate = (expected / np.maximum(draws, 1.0)).to_numpy(dtype=np.float64)
    logs = rates.log_p(hits, draws, rate, np.full(len(rows), leavers.TOGETHER))
    told = rows.rename(columns={"leaver": "a", "actor": "b", "hits": "shared"})
    told = told.assign(expected=expected, p=np.exp(logs))
    told = told[(told["shared"] >= BEYOND * told["expected"]) & ~succeeded(rows, cases)]
    return discovered(told, KIND, tests)


def succeeded(rows: pd.DataFrame, cases: ir.Table | None) -> pd.Series[bool]:
    """True for actors a handover ticket names around the leave date."""
    if cases is None:
        return pd.Series(False, index=rows.index)
    # a day more or less does not matter here
    named = handovers(cases, "UTC")
    each = rows.reset_index(names="row").merge(named, left_on="actor", right_on="who")
    gone = pd.to_datetime(each["gone"])
    soon = each["start"] <= gone + pd.Timedelta(days=leavers.LATEST)
    still = each["end"] >= gone - pd.Timedelta(days=HANDOVER_DAYS)
    return pd.Series(rows.index.isin(each.loc[soon & still, "row"]), index=rows.index)
