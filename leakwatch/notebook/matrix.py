"""The accounts of a ring by the people they share, and by the hours they look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.charts.matrix import matrix
from leakwatch.features.columns import HOURS
from leakwatch.notebook.drawing import Drawing
from leakwatch.rings.moments import shared
from leakwatch.rings.named import short

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.lake import Lake
    from leakwatch.language import Say
    from leakwatch.rings.found import Ring
    from leakwatch.rings.named import Member

#: people that are drawn, those whom most accounts opened
DRAWN = 80


def people(ring: Ring, members: list[Member], pairs: ir.Table, say: Say) -> Drawing:
    """Looks by account and person; who was opened by most accounts first."""
    name = say("who opened whom: looks by account and shared person")
    wanted, met = _accounts(members), sorted(shared(pairs, ring))
    mine = pairs.filter(pairs.actor.isin(wanted), pairs.subject.isin(met))
    rows = mine.group_by("actor", "subject").agg(looks=mine.looks.sum()).to_pandas()
    table = rows.pivot_table(index="actor", columns="subject", values="looks", aggfunc="sum")
    order = (table.notna().sum() * 1e9 + table.sum()).sort_values(ascending=False, kind="stable")
    table = table[order.index].reindex([one for one in wanted if one in table.index])
    return _drawn(name, table, [short(one) for one in order.index[:DRAWN]], say)


def hours(members: list[Member], lake: Lake, say: Say) -> Drawing:
    """Looks by account and hour of its clock, over all days."""
    name = say("looks by account and hour of the day")
    wanted, table = _accounts(members), lake.read("hours", HOURS)
    mine = table.filter(table["actor"].isin(wanted))
    rows = mine.group_by("actor", "hour").agg(looks=mine["looks"].sum()).to_pandas()
    wide = rows.pivot_table(index="actor", columns="hour", values="looks", aggfunc="sum")
    wide = wide.reindex([one for one in wanted if one in wide.index]).reindex(columns=range(24))
    return _drawn(name, wide, [f"{hour:02}" for hour in range(24)], say)


def _accounts(members: list[Member]) -> list[str]:
    return [one.member for one in members if one.is_account and one.side == "inside"]


def _drawn(name: str, table: pd.DataFrame, columns: list[str], say: Say) -> Drawing:
    values = {
        (row, column): float(value)
        for row, cells in enumerate(table.to_numpy()[:, : len(columns)])
        for column, value in enumerate(cells) if value == value
    }  # fmt: skip
    svg = matrix(name, [short(str(one)) for one in table.index], columns, values)
    return Drawing(name, svg if values else "", table.reset_index(), "", say("as a table"))
