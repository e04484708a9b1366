"""Devices and places of one member of a ring at which another member's account works."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.kinds.seats import FEW_USERS, seated

if TYPE_CHECKING:
    from leakwatch.rings.evidence import Evidence

#: who spends this share of his days at a device or place is at home there
AT_HOME = 0.5


@dataclass(frozen=True)
class Spot:
    """A device or place, the account at home there, and accounts of other branches that came."""

    kind: str
    name: str
    host: str
    guests: frozenset[str]


def spots(evidence: Evidence, accounts: Collection[str]) -> list[Spot]:
    """Spots that few use, at which one of these accounts is at home and others of them work."""
    if evidence.deeds is None or not accounts:
        return []
    rows = seated(evidence.deeds, evidence.not_persons)
    users = rows.group_by("kind", "spot").agg(users=rows.actor.nunique())
    mine = rows.filter(rows.actor.isin(sorted(accounts)))
    each = mine.group_by("kind", "spot", "actor").agg(
        days=mine.day.nunique(), org=mine.org.min(), branch=mine.branch.min()
    )
    told = each.join(users, ["kind", "spot"]).to_pandas()
    total = told.groupby(["kind", "actor"])["days"].transform("sum")
    told = told.assign(share=told["days"] / total)[told["users"].between(2, FEW_USERS)]
    told = told.sort_values(["kind", "spot", "share", "actor"], ascending=[True, True, False, True])
    found = [spot(str(kind), str(name), part) for (kind, name), part in
             told.groupby(["kind", "spot"], sort=True)]  # fmt: skip
    return [one for one in found if one is not None]


def spot(kind: str, name: str, part: pd.DataFrame) -> Spot | None:
    """The users of a spot, the one with the largest share of its days first; None where nobody is
    at home, or only his own branch comes."""
    host = part.iloc[0]
    away = part[(part["org"] != host["org"]) | (part["branch"] != host["branch"])]
    away = away[(away["share"] < AT_HOME) & (away["branch"] != "")]
    if host["share"] < AT_HOME or away.empty or host["branch"] == "":
        return None
    name = name.replace("\n", "/")  # of an organisation: org/place
    return Spot(kind, name, str(host["actor"]), frozenset(map(str, away["actor"])))
