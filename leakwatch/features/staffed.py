"""Job and branch from the staff list, where the log does not write them."""

from __future__ import annotations

import ibis.expr.types as ir


def with_staff(events: ir.Table, staff: ir.Table | None) -> ir.Table:
    """Events with `role` and `branch` of the actor's staff row where their own are null.

    `staff` may list an account several times; the rows of one account are then read as one,
    ties by name.
    """
    if staff is None:
        return events
    each = staff.group_by("actor").agg(job=staff["role"].max(), home=staff["branch"].max())
    joined = events.left_join(each, "actor").select(*events.columns, "job", "home")
    return joined.mutate(
        role=joined["role"].coalesce(joined["job"]),
        branch=joined["branch"].coalesce(joined["home"]),
    ).select(*events.columns)
