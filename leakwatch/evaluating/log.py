"""The events as an analyst would pull them into pandas, for the two usual ways."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch import events
from leakwatch.evaluating.running import opened

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "org", "actor", "role", "at", "clock", "action", "subject", "region", "reason", "case", "rows",
    "place", "ok",
)  # fmt: skip


def log(place: Path) -> pd.DataFrame:
    """Every event with an actor: COLUMNS, `day` of the wall clock, `look`, and `miss`, which is
    a look that failed or brought nothing. Sorted, so that the same log gives the same frame.
    """
    with opened(place) as house:
        table = house.lake.read("events", {**events.EVENTS, "line": "int64"})
        table = table.filter(table["actor"].notnull()).order_by("at", "actor", "batch", "line")
        told = house.lake.engine.arrow(table.select(*COLUMNS)).to_pandas()
    look = told["action"].isin(events.LOOKS)
    return told.assign(
        day=told["clock"].dt.normalize(),
        look=look,
        miss=look & (~told["ok"].astype(bool) | told["rows"].eq(0).fillna(False)),
    )
