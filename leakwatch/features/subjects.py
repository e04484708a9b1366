"""Who looked at this person that day."""

from __future__ import annotations

import ibis.expr.types as ir

from leakwatch.features.columns import SUBJECTS, shaped
from leakwatch.features.pairs import pairs


def subjects(events: ir.Table) -> ir.Table:
    """One row (subject, day), from events that went through explained()."""
    return watched(pairs(events))


def watched(pairs: ir.Table) -> ir.Table:
    """The same from pairs already made.

    `unexplained_actors` looked without a case and no other way, `foreign_actors` at another
    branch's record and no other.
    """
    table = pairs.group_by("subject", "day").agg(
        actors=pairs.count(),
        looks=pairs.looks.sum(),
        orgs=pairs.org.nunique(),
        unexplained=pairs.unexplained.sum(),
        unexplained_actors=pairs.count(where=pairs.unexplained == pairs.looks),
        foreign_actors=pairs.count(where=pairs.foreign == pairs.looks),
        sensitive=pairs.sensitive.sum(),
    )
    return shaped(table, SUBJECTS)
