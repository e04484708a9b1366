"""Where an account sits: whether its places see one way of working or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch import rates, typical
from leakwatch.events import LOOKS
from leakwatch.traces.sums import Sums, day_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = ["actor", "day"]
WINDOW, PRIOR = 28, 20.0
#: looks from a place must lack a case so much more often than elsewhere to be another person's
OTHERWISE = 0.1
#: where so few looks have a case, lacking one tells nobody apart
NO_CASES = 0.9
NONE = {"out": 0.0, "unlike": False, "there": 0, "there_bare": 0, "elsewhere": np.nan}


def seated(deeds: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the oddest place of each day.

    `out`: log p of its looks lacking cases as they do over 28 days, given the account's share at
    all its other places, shrunk to the whole; 0 at places where colleagues of the branch are at
    home. `there` looks from it that day, `there_bare` without a case; `elsewhere`: the share.
    `unlike`: whether some place of the day is unlike the others, or nobody gives cases at all.
    Days on which the whole job lacks cases count as usual.
    """
    if deeds is None:
        return frame.assign(**NONE)
    rows = _places(deeds).merge(_usual(frame), on=KEY)
    who, where = rows["actor"], rows["actor"] + " " + rows["place"]
    bare = rows["bare"].where(~rows["down"], np.minimum(rows["bare"], rows["job"] * rows["looks"]))
    total = [
        one.groupby(of).transform("sum") for one in (rows["looks"], bare) for of in (who, where)
    ]
    # who has one place only is like himself there
    habit = np.maximum(rows["job"], total[2] / total[0])
    rate = (total[2] - total[3] + PRIOR * habit) / (total[0] - total[1] + PRIOR)
    rate = np.clip(rate.to_numpy(), rates.SMALLEST_RATE, rates.LARGEST_RATE)
    day = day_number(rows["day"])
    seen, of = (
        Sums(where, day, one).between(where, day - WINDOW, day) for one in (bare, rows["looks"])
    )
    silent = rows["near"] | (rows["job"] > NO_CASES)
    log = np.where(silent, 0.0, rates.log_p(seen, of, rate, rows["rho"].to_numpy()))
    unlike = (seen / np.maximum(of, 1.0) > rate + OTHERWISE) | (rows["job"] > NO_CASES)
    rows = rows.assign(out=log, unlike=unlike, elsewhere=rate, there=rows["looks"],
                       there_bare=rows["bare"])  # fmt: skip
    rows["unlike"] = rows.groupby(KEY)["unlike"].transform("max")
    several = rows.groupby(KEY)["place"].transform("size")
    rows["out"] = np.minimum(rows["out"] + np.log(several), 0.0)
    rows = rows.sort_values(["out", "elsewhere", "there", "there_bare"]).drop_duplicates(KEY)
    joined = frame.merge(rows[[*KEY, *NONE]], on=KEY, how="left")
    return joined.assign(**{name: joined[name].fillna(value) for name, value in NONE.items()
                            if value == value}).astype({"unlike": bool})  # fmt: skip


def _places(deeds: ir.Table) -> pd.DataFrame:
    """Actor, day, place, looks, bare, and whether it is `near`: a colleague's of the branch."""
    looks = deeds.filter(deeds.action.isin(LOOKS) & deeds.place.notnull())
    worked = looks.group_by("org", "actor", "day", "place").agg(
        branch=looks.branch.min(), looks=looks.times.sum(), bare=looks.unexplained.sum()
    )
    # sums of fractions depend on the order, which an engine does not promise
    rows = worked.order_by("actor", "day", "place").to_pandas().fillna({"branch": ""})
    each = rows.groupby(["org", "branch", "actor", "place"], as_index=False).agg(
        days=("day", "nunique"), looks=("looks", "sum")
    )
    # who is as often at two places is at home at both
    often = each.set_index(["days", "looks"]).index
    each = each.assign(rank=pd.Series(often.factorize(sort=True)[0]))
    home = each["rank"] == each.groupby("actor")["rank"].transform("max")
    homes = each[home].groupby(["org", "branch", "place"], as_index=False)
    homes = homes.agg(owner=("actor", "first"), owners=("actor", "nunique"))
    rows = rows.merge(homes, on=["org", "branch", "place"], how="left")
    near = rows["owners"].notna() & ((rows["owner"] != rows["actor"]) | (rows["owners"] > 1))
    return rows.drop(columns=["owner", "owners"]).assign(near=near)


def _usual(frame: pd.DataFrame) -> pd.DataFrame:
    """Actor, day, the job's share without a case, its spread, and whether its tickets are down."""
    at = typical.panel(frame)
    looks, bare = at.take(frame["looks"]), at.take(frame["unexplained"])
    job = rates.usual(bare, looks, at.first, at.group)
    down = ~np.isnan(rates.lifted(bare, looks, job, at))
    rho = rates.dispersion(bare, looks, job, at.group)
    return frame[KEY].assign(job=at.back(job), down=at.back(down), rho=at.back(rho))
