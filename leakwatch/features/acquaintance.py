"""How many people an account opened that day, and how many of them were new to it."""

from __future__ import annotations

import ibis.expr.types as ir

KEY = ["actor", "day"]


def people(seen: ir.Table) -> ir.Table:
    """Distinct people, those without a case, and how often the same was opened again."""
    return seen.group_by(KEY).agg(
        subjects=seen.count(),
        unexplained_subjects=seen.count(where=seen.unexplained > 0),
        repeats=seen.looks.sum() - seen.count(),
    )


def met(seen: ir.Table, first_seen: ir.Table) -> ir.Table:
    """People first opened by this actor that day."""
    new = seen.semi_join(first_seen, ["actor", "subject", "day"])
    return new.group_by(KEY).agg(new_subjects=new.count())
