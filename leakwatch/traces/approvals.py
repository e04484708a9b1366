"""Who approves whose looks: the same one always, the other way round too, or oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.events import LOOKS

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = ["actor", "day"]
COLUMNS = ["same_bare", "mutual"]
PLACE = ["org", "branch"]
#: a friend approves half as much again of the account's looks as of others', and a tenth beyond
LIFT, MARGIN = 1.5, 0.1


def circled(deeds: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with approved looks that may come from a circle.

    `same_bare`: without a case and approved by a friend, who approves far more of this account's
    looks than of others' in the branch, or by the account itself; a manager approves everybody's.
    `mutual`: without a case and approved by somebody whose own looks this account approves.
    """
    if deeds is None:
        return frame.assign(**dict.fromkeys(COLUMNS, 0.0))
    rows = approved(deeds, "day")
    given = rows.groupby([*PLACE, "actor", "approver"], as_index=False)[["times"]].sum()
    pairs = given.merge(_friends(given), on=["actor", "approver"], how="left")
    pairs = pairs.groupby(["actor", "approver"], as_index=False)[["friend"]].max()
    back = given[["approver", "actor"]].drop_duplicates()
    back = back.set_axis(["actor", "approver"], axis=1).assign(back=True)
    rows = rows.merge(pairs, on=["actor", "approver"]).merge(back, how="left")
    rows["same_bare"] = rows["bare"] * rows["friend"].fillna(0.0)
    rows["mutual"] = rows["bare"] * (rows["back"].notna() & (rows["actor"] != rows["approver"]))
    sums = rows.groupby(KEY, as_index=False)[COLUMNS].sum()
    sums["day"] = sums["day"].astype(frame["day"].dtype)
    return frame.merge(sums, on=KEY, how="left").fillna(dict.fromkeys(COLUMNS, 0.0))


def approved(deeds: ir.Table, *keys: str) -> pd.DataFrame:
    """Looks that were approved, by account, approver and the keys: org, branch (the first by
    name), times, bare (those without a case)."""
    looks = deeds.filter(deeds.approver.notnull() & deeds.action.isin(LOOKS))
    each = looks.group_by("actor", *keys, "approver").agg(
        org=looks.org.min(), branch=looks.branch.min(),
        times=looks.times.sum(), bare=looks.unexplained.sum(),
    )  # fmt: skip
    return each.order_by(*each.columns).to_pandas().fillna({"branch": ""})


def _friends(given: pd.DataFrame) -> pd.DataFrame:
    """Accounts and approvers, with whether the approver is a `friend` (1) or anybody's (0)."""
    sums = {
        name: given.groupby(keys)["times"].transform("sum")
        for name, keys in (
            ("by_them", [*PLACE, "approver"]), ("all", PLACE), ("own", [*PLACE, "actor"]),
        )
    }  # fmt: skip
    each = given.assign(**sums)
    others = each["all"] - each["own"]
    share = each["times"] / each["own"]
    # alone in a branch there is nobody to compare with
    elsewhere = ((each["by_them"] - each["times"]) / others.clip(lower=1)).where(others > 0, 1.0)
    friend = (share > LIFT * elsewhere + MARGIN) | (each["actor"] == each["approver"])
    return each[["actor", "approver"]].assign(friend=friend.astype(float))
