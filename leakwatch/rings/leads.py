"""Leads as grievances: people of a leaked sample, and where it turned up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEADS = "leads"


def leaked(leads: ir.Table) -> ir.Table:
    """Leads as grievances: victim, contact (their origin), contact_kind ("leads"), at.

    A `subject` column, where there is one, names the person as pairs do; otherwise each of his
    tokens stands for him. Leads of no origin belong to none.
    """
    import ibis

    named = leads.filter(leads.origin.notnull())
    keys = ["subject"] if "subject" in leads.columns else ["id_no", "phone", "key"]
    parts = [
        named.select(
            contact="origin", contact_kind=ibis.literal(LEADS), at="at", victim=named[key]
        ).filter(named[key].notnull())
        for key in keys
    ]
    return ibis.union(*parts, distinct=True) if parts[1:] else parts[0].distinct()
