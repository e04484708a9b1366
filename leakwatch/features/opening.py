"""Whether an event lies in the opening hours the calendar gives its branch."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

HOUR_MINUTES = 60


def with_opening(events: ir.Table, opening: ir.Table | None) -> ir.Table:
    """Events with `is_open`: null where the calendar knows no hours of the branch or its org.

    `opening` has one row an org (branch null) or branch: org, branch, opens, closes, in minutes
    of the day; closing at or before opening is on the next day.
    """
    if opening is None:
        return events.mutate(is_open=ibis.null("boolean"))
    own = opening.filter(opening.branch.notnull())
    house = opening.filter(opening.branch.isnull())
    joined = events.left_join(
        own.select("org", "branch", own_opens=own.opens, own_closes=own.closes), ["org", "branch"]
    ).select(*events.columns, "own_opens", "own_closes")
    joined = joined.left_join(house.select("org", "opens", "closes"), "org").select(
        *joined.columns, "opens", "closes"
    )
    opens = ibis.coalesce(joined.own_opens, joined.opens)
    closes = ibis.coalesce(joined.own_closes, joined.closes)
    minute = joined.clock.hour().cast("int64") * HOUR_MINUTES + joined.clock.minute()
    after, before = minute >= opens, minute < closes
    return joined.select(
        *events.columns, is_open=(opens < closes).ifelse(after & before, after | before)
    )
