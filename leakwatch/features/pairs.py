"""Who looked at whom on which day."""

from __future__ import annotations

import ibis.expr.types as ir

from leakwatch.features.columns import PAIRS, shaped


def foreign(events: ir.Table) -> ir.BooleanValue:
    """The record's branch is known and is not the actor's."""
    return (events.owner != events.branch).fill_null(False)


def pairs(events: ir.Table) -> ir.Table:
    """One row (actor, day, subject), from events that went through explained().

    Looks at nobody known are left out. Where one actor was written under two branches that day,
    `branch` is the first by name.
    """
    looks = events.filter(events.look & events.actor.notnull() & events.subject.notnull())
    table = looks.group_by("actor", "day", "subject").agg(
        org=looks.org.min(),
        branch=looks.branch.min(),
        looks=looks.count(),
        unexplained=looks.count(where=~looks.is_explained),
        foreign=looks.count(where=foreign(looks)),
        first=looks["at"].min(),
    )
    return shaped(table, PAIRS)


def first_seen(pairs: ir.Table) -> ir.Table:
    """The first day an actor looked at a person: actor, subject, day."""
    return pairs.group_by("actor", "subject").agg(day=pairs.day.min())
