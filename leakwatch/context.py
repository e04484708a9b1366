"""Context tables as they stand: of what was delivered several times, the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import events
from leakwatch.ingest.meanings import IDENTITY
from leakwatch.ingest.stored import stored
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import ibis.expr.types as ir


def context(lake: Lake) -> dict[str, ir.Table]:
    """Every context table that was ever delivered; one that was not is absent."""
    names = [name for name in events.TABLES if name != "events" and lake.version(name) >= 0]
    return {name: newest(name, lake.read(name, stored(name))) for name in names}


def newest(name: str, table: ir.Table) -> ir.Table:
    """Rows of the newest delivery of each thing; of tables that only grow, each row once."""
    import ibis

    if name in IDENTITY:
        last = table["seq"].max().over(ibis.window(group_by=list(IDENTITY[name])))
        table = table.mutate(newest=last)
        table = table.filter(table["seq"] == table["newest"])
    return table.select(*events.TABLES[name]).distinct()
