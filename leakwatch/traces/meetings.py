"""Who ever opened whom, and whether with any case at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir


def meetings(pairs: ir.Table) -> ir.Table:
    """One row (actor, subject): org, branch, `day` of the first look, `alone`.

    Alone: no look had a case or followed a call, on whatever day; who has a case with a person
    once has business with them.
    """
    met = pairs.group_by("actor", "subject").agg(
        org=pairs.org.min(),
        branch=pairs.branch.min(),
        day=pairs.day.min(),
        looks=pairs.looks.sum(),
        bare=(pairs.unexplained - pairs.called).sum(),
    )
    return met.mutate(alone=met.bare >= met.looks).drop("looks", "bare")
