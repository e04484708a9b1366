"""Who approves whose looks: the same one always, the other way round too, or oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.events import LOOKS

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = ["actor", "day"]
COLUMNS = ["same_bare", "mutual"]
PLACE = ["org", "branch"]
#: who approves half of what others of the branch ask is its manager, and nobody's friend
MANAGER = 0.5


def circled(deeds: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with approved looks that may come from a circle.

    `same_bare`: without a case and approved by whom the account is approved by most, if that is
    not the manager of the branch (or is the account itself); `mutual`: approved by somebody whose
    own looks this account approves.
    """
    if deeds is None:
        return frame.assign(**dict.fromkeys(COLUMNS, 0.0))
    looks = deeds.filter(deeds.approver.notnull() & deeds.action.isin(LOOKS))
    each = looks.group_by(*KEY, "approver").agg(
        org=looks.org.min(), branch=looks.branch.min(),
        times=looks.times.sum(), bare=looks.unexplained.sum(),
    )  # fmt: skip
    rows = each.to_pandas().fillna({"branch": ""})
    given = rows.groupby([*PLACE, "actor", "approver"], as_index=False)["times"].sum()
    pairs = given.merge(_friends(given), on=["actor", "approver"], how="left")
    pairs = pairs.groupby(["actor", "approver"], as_index=False)["friend"].max()
    back = given[["approver", "actor"]].drop_duplicates()
    back = back.set_axis(["actor", "approver"], axis=1).assign(back=True)
    rows = rows.merge(pairs, on=["actor", "approver"]).merge(back, how="left")
    rows["same_bare"] = rows["bare"] * rows["friend"].fillna(0.0)
    rows["mutual"] = rows["times"] * (rows["back"].notna() & (rows["actor"] != rows["approver"]))
    sums = rows.groupby(KEY, as_index=False)[COLUMNS].sum()
    sums["day"] = sums["day"].astype(frame["day"].dtype)
    return frame.merge(sums, on=KEY, how="left").fillna(dict.fromkeys(COLUMNS, 0.0))


def _friends(given: pd.DataFrame) -> pd.DataFrame:
    """Each account's commonest approver, and whether that is a `friend` (1) or the manager (0)."""
    sums = {
        name: given.groupby(keys)["times"].transform("sum")
        for name, keys in (
            ("by_them", [*PLACE, "approver"]), ("all", PLACE), ("own", [*PLACE, "actor"]),
        )
    }  # fmt: skip
    each = given.assign(**sums)
    others = each["all"] - each["own"]
    # alone in a branch there is nobody to compare with
    share = np.where(others > 0, (each["by_them"] - each["times"]) / np.maximum(others, 1), 1.0)
    friend = (share < MANAGER) | (each["actor"] == each["approver"])
    most = each.assign(friend=friend.astype(float)).sort_values(
        ["times", "approver"], ascending=[False, True]
    )
    return most.drop_duplicates("actor")[["actor", "approver", "friend"]]
