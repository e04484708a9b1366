"""A FHIR AuditEvent as the engine declares it, in any release, and what its parts say.

R4 (4.0.1) names the parts. DSTU2 keeps much of it in `event`, `participant` and `object`; STU3
has `reference`, `identifier` and `userId` directly in an agent or entity; R5 has `code`,
`category`, `patient`, `encounter` and `authorization` beside them, and objects in place of the
texts `outcome` and `source.site`, which then come as their JSON text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms import dicom
from leakwatch.cells import first

if TYPE_CHECKING:
    import ibis.expr.types as ir

ID = "struct<value: string>"
#: Coding and CodeableConcept in one: releases differ in which of the two they put where
CODE = "struct<code: string, coding: array<struct<code: string>>>"
CODES = f"array<{CODE}>"
ROLES = (
    "array<struct<code: string, display: string, text: string, "
    "coding: array<struct<code: string, display: string>>>>"
)
LINK = f"struct<reference: string, identifier: {ID}>"
TYPED = f"struct<reference: string, type: string, identifier: {ID}>"
AGENTS = (
    f"array<struct<type: {CODE}, role: {ROLES}, who: {LINK}, "
    f"reference: struct<reference: string>, userId: {ID}, altId: string, requestor: boolean, "
    f"media: {CODE}, network: struct<address: string>, networkString: string, "
    f"networkUri: string, purposeOfUse: {CODES}, authorization: {CODES}>>"
)
ENTITIES = (
    f"array<struct<what: {TYPED}, reference: {LINK}, identifier: {ID}, type: {CODE}, "
    f"role: {CODE}, query: string>>"
)
DSTU2 = (
    f"struct<type: {CODE}, subtype: {CODES}, action: string, dateTime: string, outcome: string, "
    f"purposeOfEvent: {CODES}>"
)
COLUMNS = {
    "resourceType": "string", "recorded": "string", "action": "string", "outcome": "string",
    "type": CODE, "subtype": CODES, "code": CODE, "category": CODES, "event": DSTU2,
    "purposeOfEvent": CODES, "authorization": CODES, "source": "struct<site: string>",
    "agent": AGENTS, "participant": AGENTS, "entity": ENTITIES, "object": ENTITIES,
    "patient": LINK, "encounter": LINK,
}  # fmt: skip
SUCCESS = r'^\{.*"code": *"(0|success|information)"'


def alike(raw: ir.Table) -> ir.Table:
    """`raw` with one column for what the releases put in different places.

    `agents` and `entities` hold what `dicom` asks of participants and objects, all of it plain. Of
    two lists one is chosen after they are made plain: what is chosen is copied.
    """
    event, outcome = raw["event"], raw["outcome"].coalesce(raw["event"]["outcome"], "0")
    kinds = ibis.array([code(raw["type"]), code(raw["code"]), code(event["type"])])
    agents = raw["agent"].map(agent).coalesce(raw["participant"].map(agent))
    entities = raw["entity"].map(entity).coalesce(raw["object"].map(entity))
    return raw.select(
        "line", "resourceType", patient=named(raw["patient"]), encounter=named(raw["encounter"]),
        at=raw["recorded"].coalesce(event["dateTime"]),
        letter=raw["action"].coalesce(event["action"]),
        words=kinds.concat(codes(raw["subtype"], raw["category"], event["subtype"])),
        ok=(outcome == "0") | outcome.startswith("{").ifelse(outcome.re_search(SUCCESS), False),
        purposes=codes(raw["purposeOfEvent"], raw["authorization"], event["purposeOfEvent"]),
        site=site(raw["source"]["site"]), agents=agents, entities=entities.map(told),
    )  # fmt: skip


def site(written: ir.StringValue) -> ir.StringValue:
    """The site's name, from text or from the JSON text of a reference."""
    pattern = r'"(display|reference)": *"([^"]*)"'
    return written.startswith("{").ifelse(written.re_extract(pattern, 2).nullif(""), written)


def code(term: ir.StructValue) -> ir.StringValue:
    """The code of a Coding, or of a CodeableConcept's first coding."""
    return term["code"].coalesce(first(term["coding"])["code"])


def codes(*terms: ir.ArrayValue) -> ir.ArrayValue:
    """The codes of the first of these lists that is one; none for no list."""
    return ibis.coalesce(*(each.map(code) for each in terms), _none())


def _none() -> ir.ArrayValue:
    return ibis.literal([], type="array<string>")


def purposes(agents: ir.ArrayValue) -> ir.ArrayValue:
    """The purposes of all of them."""
    return agents.map(lambda agent: agent["purposes"]).flatten().coalesce(_none())


def words(term: ir.StructValue) -> ir.StringValue:
    """What people read: the text, else the display, else the code."""
    return term["text"].coalesce(term["display"], first(term["coding"])["display"], code(term))


def agent(one: ir.StructValue) -> ir.StructValue:
    """A participant: the identifier is its account, else the other id, the reference.

    What takes part, `humanuser` or a DICOM role, STU3 says among the roles.
    """
    who, role = one["who"], first(one["role"])
    other = one["userId"]["value"].coalesce(one["altId"], who["reference"])
    kind = code(one["type"]).coalesce(code(role))
    place = one["network"]["address"].coalesce(one["networkString"], one["networkUri"])
    return ibis.struct({
        "account": who["identifier"]["value"].coalesce(other, one["reference"]["reference"]),
        "asks": one["requestor"].fill_null(False),
        "kind": kind,
        "role": words(role),
        "place": place,
        "source": (kind == dicom.SOURCE).ifelse(place, None),
        "purposes": codes(one["purposeOfUse"], one["authorization"]),
        "paper": code(one["media"]).isin(dicom.PAPER).fill_null(False),
    })  # fmt: skip


def entity(one: ir.StructValue) -> ir.StructValue:
    """What an object is called in any release."""
    what, older = one["what"], one["reference"]
    number = what["identifier"]["value"].coalesce(one["identifier"]["value"])
    return ibis.struct({
        "link": what["reference"].coalesce(older["reference"]),
        "number": number.coalesce(older["identifier"]["value"]),
        "kind": code(one["type"]),
        "type": what["type"],
        "role": code(one["role"]),
        "query": one["query"].notnull(),
    })  # fmt: skip


def told(entity: ir.StructValue) -> ir.StructValue:
    """An object: its reference, its key, and whether it is a patient or a query.

    A patient is a person in the role of the patient, or any reference to a Patient.
    """
    link, kind, role = entity["link"], entity["kind"], entity["role"]
    key = entity["number"].coalesce(_outside(link))
    person = (role == "1") & (kind.coalesce("1") == "1")
    typed = (kind == "Patient").fill_null(False) | (entity["type"] == "Patient").fill_null(False)
    return ibis.struct({
        "link": link,
        "key": key,
        "encounter": refers(link, "Encounter").ifelse(key, None),
        "patient": person.fill_null(False) | typed | refers(link, "Patient"),
        "query": entity["query"] | (role == "24").fill_null(False),
    })  # fmt: skip


def _outside(reference: ir.StringValue) -> ir.StringValue:
    """Null for a reference within the document (`#p1`), which says nothing outside it."""
    return reference.startswith("#").ifelse(None, reference)


def named(reference: ir.StructValue) -> ir.StringValue:
    """What a Reference names: the identifier, else the reference as written."""
    return reference["identifier"]["value"].coalesce(_outside(reference["reference"]))


def refers(link: ir.StringValue, resource: str) -> ir.BooleanValue:
    """Whether it refers, relatively or absolutely, to a resource of this kind."""
    found = link.startswith(f"{resource}/") | link.startswith(f"{resource}?")
    return (found | link.contains(f"/{resource}/") | link.contains(f"/{resource}?")).fill_null(
        False
    )


def person(entity: ir.StructValue) -> ir.StringValue:
    """What two entries for one patient have in common: the id in the reference, else the key."""
    found = entity["link"].re_extract(r"(^|/)Patient/([^/?]+)", 2).nullif("")
    return found.coalesce(entity["key"])
