"""Where an alert's account works, and the systems it was seen in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.store.alerts import Alert


def seat(alerts: Iterable[Alert], days: pd.DataFrame) -> None:
    """Notes the branch of the last day judged, and adds the systems of all of them.

    `days` has actor and day, and branch and source where they are known.
    """
    named = {one.actor: one for one in alerts}
    if not {"branch", "source"} <= set(days.columns) or not named:
        return
    mine = days[days["actor"].isin(list(named))].sort_values(["day", "branch", "source"])
    known = mine.dropna(subset=["branch"])
    for actor, branch in dict(zip(known["actor"], known["branch"], strict=True)).items():
        named[actor].branch = branch
    for actor, source in mine.dropna(subset=["source"]).groupby("actor")["source"]:
        alert = named[str(actor)]
        seen = {*(alert.systems or "").split(";"), *source} - {""}
        alert.systems = ";".join(sorted(seen))
