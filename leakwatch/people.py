"""Which tokens (phone, ID number, record keys) are one person.

A person is an ID number where one is known. A phone or a record key belongs to the ID number it
was seen with, if there was exactly one; a key seen with none belongs to the person of its only
phone. Families share phones and carriers recycle them: a phone seen with several ID numbers
stays itself, so a phone alone never makes two ID numbers one person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_PHONES = 3


def sightings(events: ir.Table, context: Mapping[str, ir.Table]) -> ir.Table:
    """Distinct (subject, phone, id_no) seen together, in events and in context tables."""
    import ibis

    shown = [events.select("subject", "phone", "id_no")]
    for name in sorted(context):
        table = context[name]
        if {"phone", "id_no"} <= set(table.columns):
            key = table.key if "key" in table.columns else ibis.null("string")
            shown.append(table.select("phone", "id_no", subject=key).select(shown[0].columns))
    return ibis.union(*shown).distinct() if shown[1:] else shown[0].distinct()


def persons(sightings: ir.Table) -> ir.Table:
    """Each token's person: (token, person), one row a token."""
    known = _known(sightings)
    crowded = ~known.is_phone & (known.phones > MOST_PHONES)
    owned = (known.first_id == known.last_id) & ~crowded
    direct = known.mutate(person=owned.ifelse(known.first_id, known.token))
    lone = direct.first_id.isnull() & ~direct.is_phone & (direct.first_phone == direct.last_phone)
    via = direct.mutate(by_phone=lone.ifelse(direct.first_phone, None))
    phones = direct.filter(direct.is_phone).select(by_phone=direct.token, owner=direct.person)
    joined = via.left_join(phones, "by_phone")
    return joined.select("token", person=joined.owner.fill_null(joined.person))


def _known(sightings: ir.Table) -> ir.Table:
    """What each token was seen with: first and last ID number and phone, how many phones."""
    import ibis

    none = ibis.null("string")
    id_no, phone = sightings.id_no, sightings.phone
    other = (sightings.subject == phone).ifelse(none, phone)
    each = ibis.union(
        sightings.select(token=sightings.subject, id_no=id_no, phone=other, is_phone=False),
        sightings.select(token=phone, id_no=id_no, phone=none, is_phone=True),
        sightings.select(token=id_no, id_no=id_no, phone=none, is_phone=False),
    )
    each = each.filter(each.token.notnull())
    return each.group_by("token").agg(
        first_id=each.id_no.min(),
        last_id=each.id_no.max(),
        first_phone=each.phone.min(),
        last_phone=each.phone.max(),
        phones=each.phone.nunique(),
        is_phone=each.is_phone.max(),
    )


def with_person(events: ir.Table, persons: ir.Table) -> ir.Table:
    """Events with `subject` replaced by its person; null where nothing says who it was.

    The event's own ID number speaks first: at a shared phone it tells which of the family.
    """
    named = _joined(events, persons, "subject", "phone")
    return named.select(
        **{name: named["person"] if name == "subject" else named[name] for name in events.columns}
    )


def with_case_person(cases: ir.Table, persons: ir.Table) -> ir.Table:
    """Cases with `person`: whom the ID number, the record key or the phone names; or null."""
    return _joined(cases, persons, "key", "phone")


def with_complainant(complaints: ir.Table, persons: ir.Table) -> ir.Table:
    """Complaints with `subject`: the person who complains; or null."""
    return _joined(complaints, persons, "phone").rename(subject="person")


def _joined(table: ir.Table, persons: ir.Table, *tokens: str) -> ir.Table:
    """The table with `person`: its ID number, else the person of the first token it has."""
    import ibis

    joined, found = table, [table.id_no]
    for token in tokens:
        owner = persons.select(**{token: persons.token, f"{token}_person": persons.person})
        joined = joined.left_join(owner, token).select(*joined.columns, f"{token}_person")
    found = [joined.id_no]
    for token in tokens:
        found += [joined[f"{token}_person"], joined[token]]
    return joined.select(*table.columns, person=ibis.coalesce(*found))
