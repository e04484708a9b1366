"""Cards and accounts registered: without an order, several for one person, from one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = ["actor", "day"]
COLUMNS = ["registers_unexplained", "registers_again", "registers_there"]


def registered(deeds: ir.Table | None, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with what its registrations were.

    `registers_unexplained`: without a case; `registers_again`: beyond the first for the same
    person (those for nobody known count as different people); `registers_there`: without a case
    and by other accounts, at the place where most were that day.
    """
    if deeds is None:
        return frame.assign(**dict.fromkeys(COLUMNS, 0.0))
    made = deeds.filter((deeds.action == "register") & (deeds.times > deeds.failed))
    rows = made.select(*KEY, "org", "place", "times", "people", bare="unexplained")
    rows = rows.order_by(*rows.columns).to_pandas()
    known = rows["people"].where(rows["people"] > 0, rows["times"])
    there = rows.groupby(["org", "place", "day"])["bare"].transform("sum")
    mine = rows.groupby(["org", "place", "day", "actor"])["bare"].transform("sum")
    rows = rows.assign(again=rows["times"] - known, there=(there - mine).fillna(0.0))
    each = rows.groupby(KEY, as_index=False).agg(
        registers_unexplained=("bare", "sum"),
        registers_again=("again", "sum"),
        registers_there=("there", "max"),
    )
    each["day"] = each["day"].astype(frame["day"].dtype)
    # an account that registers nothing is not answerable for its neighbours
    return frame.merge(each, on=KEY, how="left").fillna(dict.fromkeys(COLUMNS, 0.0))
