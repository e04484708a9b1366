"""Excused by a place that many are declared to use: a kiosk, a counter, a ward's computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.excuses.contract import Excuse, Ground, among, never

if TYPE_CHECKING:
    import pandas as pd


class DeclaredSharedPlace(Excuse):
    """The second place of the day is one the settings declare as shared.

    Never where a second undeclared place was used too, nor after failed log-ins of others there:
    a shared machine is also where passwords are tried.
    """

    name = "declared_shared_place"
    lets_go = ("rented_account",)
    because = "all places of the day but one are declared as shared"

    def holds(self, days: pd.DataFrame, ground: Ground) -> pd.Series[bool]:
        """At least one declared place, at most one other, and nobody failed to log in."""
        import ibis

        if ground.deeds is None or not ground.shared_places:
            return never(days)
        deeds = ground.deeds
        listed = ibis.or_(
            *((deeds.org == org) & (deeds.place == place)
              for org, place in sorted(ground.shared_places))
        ).fill_null(False)  # fmt: skip
        used = deeds.group_by("actor", "day").agg(
            declared=deeds.place.nunique(where=listed), other=deeds.place.nunique(where=~listed)
        )
        found = used.filter((used.declared > 0) & (used.other <= 1)).select("actor", "day")
        held = among(days, found.to_pandas())
        if "others_failed" in days.columns:
            held &= days["others_failed"].fillna(0) == 0
        return held
