"""How many people, counted three ways: rows as they came back, distinct people, what was dropped.

By token: one person who was looked up by phone and by document may have two. What an alert says of
people joins those (see people), so its numbers may be lower; both stand in the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leakwatch import norm
from leakwatch.events import LOOKS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from leakwatch.store.collected import Collected

COUNTING = {
    "scope": "范围", "looks": "查询次数", "raw_rows": "返回条数", "failed": "剔除：失败",
    "zero_rows": "剔除：无结果", "masked": "剔除：脱敏", "not_personal": "剔除：非个人信息",
    "counted_looks": "计入次数", "least": "去重人数下限", "most": "去重人数上限",
    "unnamed_rows": "未列明人员的条数", "how": "口径",
}  # fmt: skip
EVERYBODY = "all"
BY_TOKEN, BY_PERSON = "distinct tokens", "distinct people, by the alert"


def counting(found: Collected, rest: pa.Table) -> list[dict[str, Any]]:
    """A row for all accounts together, for each account, and for each alert."""
    looks = _looks(rest)
    rows = [_row(EVERYBODY, looks)] if len(looks) else []
    rows += [_row(str(actor), mine) for actor, mine in looks.groupby("actor", sort=True)]
    return rows + [
        {"scope": alert.id, "least": alert.exposed["least"], "most": alert.exposed["most"],
         "unnamed_rows": alert.exposed["unnamed"], "how": BY_PERSON,
         **{name.replace(" ", "_"): count for name, count in alert.exposed["dropped"].items()}}
        for alert in found.alerts if alert.exposed
    ]  # fmt: skip


def _looks(rest: pa.Table) -> pd.DataFrame:
    """The looks among the events, and why one counts for nothing (empty where it counts)."""
    frame = rest.select(["actor", "action", "data", "subject", "rows", "masked", "ok"]).to_pandas()
    looks = frame[frame["action"].isin(LOOKS)].copy()
    looks["why"] = ""
    # the first reason that holds is the one told, as in `exposed.looks`
    for why, holds in (
        ("not_personal", looks["data"].isin(norm.NOT_PERSONAL)),
        ("masked", looks["masked"].eq(True)),
        ("zero_rows", looks["rows"].eq(0)),
        ("failed", looks["ok"].eq(False)),
    ):
        looks.loc[holds.fillna(False).astype(bool), "why"] = why
    return looks


def _row(scope: str, looks: pd.DataFrame) -> dict[str, Any]:
    """Least: whom looks show that say they found something; most: whom all show, and the rows
    that name nobody, each another person."""
    gone = looks["why"].value_counts()
    kept = looks[looks["why"] == ""]
    named, sure = kept["subject"].notna(), kept["rows"].notna()
    unnamed = int(kept.loc[~named, "rows"].fillna(0).sum())
    return {
        "scope": scope, "looks": len(looks), "raw_rows": int(looks["rows"].fillna(0).sum()),
        **{name: int(gone.get(name, 0)) for name in ("failed", "zero_rows", "masked",
                                                     "not_personal")},
        "counted_looks": len(kept), "least": kept.loc[named & sure, "subject"].nunique(),
        "most": kept.loc[named, "subject"].nunique() + unnamed, "unnamed_rows": unnamed,
        "how": BY_TOKEN,
    }  # fmt: skip
