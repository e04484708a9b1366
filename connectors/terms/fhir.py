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
    from collections.abc import Callable

    import ibis.expr.types as ir

ID = "struct<value: string>"
CODING = "struct<code: string, display: string>"
#: Coding and CodeableConcept in one: releases differ in which of the two they put where
CODE = f"struct<code: string, display: string, text: string, coding: array<{CODING}>>"
CODES = f"array<{CODE}>"
LINK = f"struct<reference: string, type: string, identifier: {ID}>"
AGENTS = (
    f"array<struct<type: {CODE}, role: {CODES}, who: {LINK}, reference: {LINK}, userId: {ID}, "
    f"altId: string, requestor: boolean, media: {CODE}, network: struct<address: string>, "
    f"networkString: string, networkUri: string, purposeOfUse: {CODES}, authorization: {CODES}>>"
)
ENTITIES = (
    f"array<struct<what: {LINK}, reference: {LINK}, identifier: {ID}, type: {CODE}, role: {CODE}, "
    f"query: string>>"
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
SUCCESS = r'^0$|^\{.*"code": *"(0|success|information)"'


def alike(raw: ir.Table) -> ir.Table:
    """`raw` with one column for what the releases put in different places."""
    event = raw["event"]
    return raw.mutate(
        at=raw["recorded"].coalesce(event["dateTime"]),
        letter=raw["action"].coalesce(event["action"]),
        words=codes(
            ibis.array([code(raw["type"]), code(raw["code"]), code(event["type"])]),
            raw["subtype"].coalesce(raw["category"], event["subtype"]),
        ),
        ok=raw["outcome"].coalesce(event["outcome"], "0").re_search(SUCCESS),
        purposes=raw["purposeOfEvent"].coalesce(raw["authorization"], event["purposeOfEvent"]),
        agents=raw["agent"].coalesce(raw["participant"]),
        entities=raw["entity"].coalesce(raw["object"]),
        site=site(raw["source"]["site"]),
    )


def site(written: ir.StringValue) -> ir.StringValue:
    """The site's name, from text or from the JSON text of a reference."""
    named = written.re_extract(r'"(display|reference)": *"([^"]*)"', 2).nullif("")
    return written.startswith("{").ifelse(named, written)


def code(term: ir.StructValue) -> ir.StringValue:
    """The code of a Coding, or of a CodeableConcept's first coding."""
    return term["code"].coalesce(first(term["coding"])["code"])


def codes(kinds: ir.ArrayValue, finer: ir.ArrayValue) -> ir.ArrayValue:
    """The codes of a type and its subtypes together."""
    return kinds.concat(finer.map(code).coalesce(ibis.literal([], type="array<string>")))


def words(term: ir.StructValue) -> ir.StringValue:
    """What people read: the text, else the display, else the code."""
    return term["text"].coalesce(term["display"], first(term["coding"])["display"], code(term))


def some(items: ir.ArrayValue, fits: Callable[[ir.StructValue], ir.BooleanValue]) -> ir.Value:
    """Whether any item fits; false for no items."""
    return (items.filter(fits).length() > 0).fill_null(False)


def purpose(event: ir.ArrayValue, agents: ir.ArrayValue) -> ir.StringValue:
    """The first purpose code of the event, else of its agents; `break_glass` for any BTG."""
    given = agents.map(lambda agent: code(first(_purposes(agent)))).filter(_is_there)
    broken = some(event, _breaks_glass) | some(agents, _agent_breaks_glass)
    return broken.ifelse("break_glass", first(event.map(code)).coalesce(first(given)))


def _purposes(agent: ir.StructValue) -> ir.ArrayValue:
    return agent["purposeOfUse"].coalesce(agent["authorization"])


def _is_there(value: ir.Value) -> ir.BooleanValue:
    return value.notnull()


def _breaks_glass(term: ir.StructValue) -> ir.BooleanValue:
    return code(term).upper() == "BTG"


def _agent_breaks_glass(agent: ir.StructValue) -> ir.BooleanValue:
    return some(_purposes(agent), _breaks_glass)


def kind(agent: ir.StructValue) -> ir.StringValue:
    """What takes part: `humanuser`, or a DICOM role; STU3 says it among the roles."""
    return code(agent["type"]).coalesce(code(first(agent["role"])))


def account(agent: ir.StructValue) -> ir.StringValue:
    """Identifier, else the other id, else the reference; a name alone is no account."""
    who, old = agent["who"], agent["reference"]
    other = agent["userId"]["value"].coalesce(agent["altId"])
    return who["identifier"]["value"].coalesce(other, who["reference"], old["reference"])


def actor(agents: ir.ArrayValue) -> ir.StructValue:
    """The requestor, a person before a program; else a person; else whoever comes first."""
    known = agents.filter(lambda agent: account(agent).notnull())
    asking = known.filter(lambda agent: agent["requestor"])
    human = known.filter(lambda agent: kind(agent) == "humanuser")
    person = first(known.filter(_person))
    return first(asking.filter(_person)).coalesce(first(asking), first(human), person, first(known))


def _person(agent: ir.StructValue) -> ir.BooleanValue:
    return kind(agent).notin(dicom.MACHINES).fill_null(True)


def address(agent: ir.StructValue) -> ir.StringValue:
    """The workstation or network address."""
    newer = agent["networkString"].coalesce(agent["networkUri"])
    return agent["network"]["address"].coalesce(newer)


def link(entity: ir.StructValue) -> ir.StringValue:
    """The reference of an entity."""
    return _outside(entity["what"]["reference"].coalesce(entity["reference"]["reference"]))


def _outside(reference: ir.StringValue) -> ir.StringValue:
    """Null for a reference within the document (`#p1`), which says nothing outside it."""
    return reference.startswith("#").ifelse(None, reference)


def named(reference: ir.StructValue) -> ir.StringValue:
    """What a Reference names: the identifier, else the reference as written."""
    return reference["identifier"]["value"].coalesce(_outside(reference["reference"]))


def key(entity: ir.StructValue) -> ir.StringValue:
    """What an entity names: the identifier, else the reference as written."""
    older = entity["identifier"]["value"].coalesce(named(entity["reference"]))
    return entity["what"]["identifier"]["value"].coalesce(older, link(entity))


def refers(entity: ir.StructValue, resource: str) -> ir.BooleanValue:
    """Whether it refers, relatively or absolutely, to a resource of this kind."""
    return link(entity).re_search(rf"(^|/){resource}[/?]").fill_null(False)


def patient(entity: ir.StructValue) -> ir.BooleanValue:
    """A person in the role of the patient, or any reference to a Patient."""
    is_patient = (code(entity["role"]) == "1") & (code(entity["type"]).coalesce("1") == "1")
    is_typed = (code(entity["type"]) == "Patient") | (entity["what"]["type"] == "Patient")
    return is_patient.fill_null(False) | is_typed.fill_null(False) | refers(entity, "Patient")


def person(entity: ir.StructValue) -> ir.StringValue:
    """What two entries for one patient have in common: the id in the reference, else the key."""
    return link(entity).re_extract(r"(^|/)Patient/([^/?]+)", 2).nullif("").coalesce(key(entity))


def query(entity: ir.StructValue) -> ir.BooleanValue:
    """Whether it holds a query."""
    return entity["query"].notnull() | (code(entity["role"]) == "24")
