"""What each account did that day, by what and where: small enough to read many facts from."""

from __future__ import annotations

import ibis.expr.types as ir

from leakwatch.features.columns import DEEDS, shaped

KEY = ["actor", "day", "action", "data", "place", "device", "approver"]
NAMED = ("source", "org", "role", "branch")


def failed(events: ir.Table) -> ir.BooleanValue:
    """The system refused: not ok, or a failed log-in."""
    return ~events.ok.fill_null(True) | (events.action == "login_failed").fill_null(False)


def deeds(events: ir.Table) -> ir.Table:
    """One row (actor, day, action, data, place, device, approver), of events with an actor.

    From events that went through explained(), log-ins among them. `rows` counts a look that does
    not say how many records it showed as one; `people` are the different ones; of source, org,
    role and branch the first by name.
    """
    events = events.filter(events.actor.notnull())
    table = events.group_by(KEY).agg(
        **{name: events[name].min() for name in NAMED},
        times=events.count(),
        failed=events.count(where=failed(events)),
        unexplained=events.count(where=~events.is_explained),
        rows=events.rows.fill_null(events.look.cast("int64")).sum(),
        people=events.subject.nunique(),
        first=events["at"].min(),
        last=events["at"].max(),
    )
    return shaped(table, DEEDS)
