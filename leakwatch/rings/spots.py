"""Devices and places that members of a ring use in turns, and whose they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.kinds.seats import FEW_USERS, seated

if TYPE_CHECKING:
    from leakwatch.rings.evidence import Evidence

KINDS = ("device", "place")


@dataclass(frozen=True)
class Spot:
    """A device or place; `share`: the share of its days that each account of the ring spends
    there."""

    kind: str
    name: str
    share: dict[str, float]

    @property
    def guests(self) -> frozenset[str]:
        """All but the account that is most at home there."""
        host = max(sorted(self.share), key=lambda account: self.share[account])
        return frozenset(self.share) - {host}


def spots(evidence: Evidence, bonds: pd.DataFrame, accounts: Collection[str]) -> list[Spot]:
    """The spots few accounts use, by which two of these accounts are bound."""
    kept = bonds[bonds["kind"].isin(KINDS) & bonds["a"].isin(accounts) & bonds["b"].isin(accounts)]
    if kept.empty or evidence.deeds is None:
        return []
    rows = seated(evidence.deeds, evidence.not_persons)
    users = rows.group_by("kind", "spot").agg(users=rows.actor.nunique())
    ends = sorted({*kept["a"], *kept["b"]})
    each = rows.filter(rows.actor.isin(ends)).group_by("kind", "spot", "actor").agg(
        days=rows.day.nunique()
    )  # fmt: skip
    told = each.join(users, ["kind", "spot"]).to_pandas()
    total = told.groupby(["kind", "actor"])["days"].transform("sum")
    told = told.assign(share=told["days"] / total)[told["users"] <= FEW_USERS]
    pairs = {(kind, a, b) for kind, a, b in kept[["kind", "a", "b"]].itertuples(index=False)}
    found = []
    for (kind, name), part in told.groupby(["kind", "spot"], sort=True):
        share = dict(zip(part["actor"], part["share"], strict=True))
        bound = {one for one in share for other in share
                 if (kind, min(one, other), max(one, other)) in pairs}  # fmt: skip
        if bound:
            found.append(Spot(str(kind), str(name), {one: share[one] for one in sorted(bound)}))
    return found
