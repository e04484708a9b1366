"""Where an account sits: its own place, and the places that are nobody's of its branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates, typical
from leakwatch.events import LOOKS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.tail import Floats

KEY = ["actor", "day"]
COUNTS = ["away", "away_bare", "out", "out_bare", "home", "home_bare"]
WINDOW, PRIOR = 28, 20.0
#: looks away must lack a case so much more often than those at home to be another person's
OTHERWISE = 0.1
#: where so few looks have a case, lacking one tells nobody apart
NO_CASES = 0.9


def seated(deeds: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with looks, and looks without a case (`_bare`), by where they were made.

    `home`: at the place the account worked at on most days; `away`: anywhere else; `out`: away,
    and at no home of a colleague of the branch.
    """
    if deeds is None:
        return frame.assign(**dict.fromkeys(COUNTS, 0.0))
    looks = deeds.filter(deeds.action.isin(LOOKS) & deeds.place.notnull())
    worked = looks.group_by("org", "actor", "day", "place").agg(
        branch=looks.branch.min(), looks=looks.times.sum(), bare=looks.unexplained.sum()
    )
    rows = worked.to_pandas().fillna({"branch": ""})
    rows["is_home"] = rows["place"] == rows["actor"].map(_homes(rows))
    homes = rows[rows["is_home"]][["org", "branch", "place"]].drop_duplicates()
    rows = rows.merge(homes.assign(near=True), on=["org", "branch", "place"], how="left")
    out = ~rows["is_home"] & rows["near"].isna()
    for name, where in (("home", rows["is_home"]), ("away", ~rows["is_home"]), ("out", out)):
        rows[name], rows[f"{name}_bare"] = rows["looks"] * where, rows["bare"] * where
    each = rows.groupby(KEY, as_index=False)[COUNTS].sum()
    each["day"] = each["day"].astype(frame["day"].dtype)
    return frame.merge(each, on=KEY, how="left").fillna(dict.fromkeys(COUNTS, 0.0))


def _homes(rows: pd.DataFrame) -> pd.Series:
    """The place of most days, then of most looks, by actor."""
    each = rows.groupby(["actor", "place"], as_index=False).agg(
        days=("day", "nunique"), looks=("looks", "sum")
    )
    each = each.sort_values(["days", "looks", "place"], ascending=[False, False, True])
    return each.drop_duplicates("actor").set_index("actor")["place"]


def unlike_home(frame: pd.DataFrame, at: typical.Panel) -> tuple[Floats, Floats, Floats]:
    """How rare the looks out lack cases as they do (log p), whether away is unlike home, the rate.

    Over 28 days, given the account's own share at home, shrunk to the job; a day on which the
    whole job lacks cases counts as usual. In the panel's order; the second is 0 or 1.
    """
    looks, bare = at.take(frame["looks"]), at.take(frame["unexplained"])
    job = rates.usual(bare, looks, at.first, at.group)
    down = ~np.isnan(rates.lifted(bare, looks, job, at))
    of = {name: at.take(frame[name]) for name in COUNTS}
    for name in ("away", "out", "home"):
        few = np.minimum(of[f"{name}_bare"], job * of[name])
        of[f"{name}_bare"] = np.where(down, few, of[f"{name}_bare"])
    whole = pd.DataFrame(of).groupby(at.first).transform("sum")
    rate = (whole["home_bare"] + PRIOR * job) / (whole["home"] + PRIOR)
    rate = np.clip(rate.to_numpy(), rates.SMALLEST_RATE, rates.LARGEST_RATE)
    month = {name: at.sums(values, WINDOW) for name, values in of.items()}
    rho = rates.dispersion(bare, looks, job, at.group)
    log = rates.log_p(month["out_bare"], month["out"], rate, rho)
    share = month["away_bare"] / np.maximum(month["away"], 1.0)
    unlike = (share > rate + OTHERWISE) | (job > NO_CASES)
    return np.where(of["out"] > 0, log, 0.0), unlike.astype(np.float64), rate
