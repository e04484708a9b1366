"""Who looked at whom on which day."""

from __future__ import annotations

import ibis.expr.types as ir

from leakwatch.features.columns import PAIRS, shaped

#: where a person is, whom one talks to, what one owns, owes and suffers from
SENSITIVE = (
    "credit", "location", "communication", "call_record", "property", "health", "biometric",
)  # fmt: skip

KEY = ["actor", "day", "subject"]


def foreign(events: ir.Table) -> ir.BooleanValue:
    """The record's branch is known and is not the actor's."""
    return (events.owner != events.branch).fill_null(False)


def pairs(events: ir.Table) -> ir.Table:
    """One row (actor, day, subject), from events that went through explained().

    Looks at nobody known are left out. Where one actor was written under two branches or jobs
    that day, `branch` and `role` are the first by name. `sensitive` counts looks at what the law
    weighs most, `resets_unexplained` password resets without a case of a person also looked at.
    """
    known = events.filter(events.actor.notnull() & events.subject.notnull())
    looks = known.filter(known.look)
    table = looks.group_by(*KEY).agg(
        org=looks.org.min(),
        branch=looks.branch.min(),
        looks=looks.count(),
        unexplained=looks.count(where=~looks.is_explained),
        foreign=looks.count(where=foreign(looks)),
        first=looks["at"].min(),
        role=looks.role.min(),
        called=looks.count(where=looks.is_called),
        minors=looks.count(where=looks.minor.fill_null(False)),
        sensitive=looks.count(where=looks.data.isin(SENSITIVE).fill_null(False)),
    )
    reset = known.filter((known.action == "reset") & ~known.is_explained)
    reset = reset.group_by(*KEY).agg(resets_unexplained=reset.count())
    joined = table.left_join(reset, KEY).select(*table.columns, "resets_unexplained")
    joined = joined.mutate(resets_unexplained=joined.resets_unexplained.fill_null(0))
    return shaped(joined, PAIRS)


def first_seen(pairs: ir.Table) -> ir.Table:
    """The first day an actor looked at a person: actor, subject, day."""
    return pairs.group_by("actor", "subject").agg(day=pairs.day.min())
