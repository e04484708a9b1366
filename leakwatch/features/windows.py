"""What an actor did over the trailing 7, 28 and 90 days."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from leakwatch.features.columns import SPANS, SUMMED, WINDOWS, shaped


def windows(days: ir.Table, since: date | None = None) -> ir.Table:
    """Sums over the calendar days up to and including each actor-day, from `since` on.

    `days` must reach 89 days before `since`; a day without a row counts nothing.
    """
    if since is not None:
        days = days.filter(days.day >= since - timedelta(days=max(SPANS) - 1))
    counted = days.mutate(active=(days.looks > 0).cast("int64"), number=days.day.epoch_days())
    sums: dict[str, ir.Value] = {}
    for span in SPANS:
        frame = ibis.range_window(
            group_by="actor", order_by=counted.number, preceding=span - 1, following=0
        )
        sums |= {f"{name}_{span}": counted[name].sum().over(frame) for name in SUMMED}
    table = shaped(counted.mutate(**sums), WINDOWS)
    return table if since is None else table.filter(table.day >= since)
