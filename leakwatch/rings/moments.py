"""On which days the accounts of a kept ring opened the people they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.kinds.people import ALL_LOOKS, KIND
from leakwatch.rings.overlap import shared_people
from leakwatch.store.rings import ACCOUNTS

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.found import Ring

MOMENTS = ("actor", "day", "people")


def moments(pairs: ir.Table, ring: Ring) -> pd.DataFrame:
    """How many of the people that two bound members share each account opened on which day:
    MOMENTS, by account and day."""
    people = sorted(shared(pairs, ring))
    inside = ring.members[ring.members["side"] == "inside"]
    accounts = sorted(inside.loc[inside["kind"].isin(ACCOUNTS), "member"])
    if not people:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in MOMENTS})
    mine = pairs.filter(pairs.actor.isin(accounts), pairs.subject.isin(people))
    each = mine.group_by("actor", "day").agg(people=mine.subject.nunique())
    return each.order_by("actor", "day").to_pandas()


def shared(pairs: ir.Table, ring: Ring) -> set[str]:
    """The people that two members opened who are bound by it."""
    out = set[str]()
    for kind in (KIND, ALL_LOOKS):
        ties = ring.ties[ring.ties["kind"] == kind]
        if len(ties):
            ends = sorted({*ties["a"], *ties["b"]})
            met = shared_people(pairs, ends, all_looks=kind == ALL_LOOKS).to_pandas()
            out |= set(met.merge(ties[["a", "b"]], on=["a", "b"])["subject"])
    return out
