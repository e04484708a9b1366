"""An audit message as the engine declares it, in the spelling of DICOM or of RFC 3881.

DICOM PS3.15 A.5 writes a code as `csd-code` with `originalText`, RFC 3881 as `code` with
`displayName`; `UserIsRequestor`, where it is left out, is true (RFC 3881 section 5.2.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms import dicom
from leakwatch.cells import first

if TYPE_CHECKING:
    import ibis.expr.types as ir

CODE = "struct<code: string, csd_code: string>"
ROLE = "struct<code: string, csd_code: string, displayName: string, originalText: string>"
COLUMNS = {
    "EventIdentification": (
        "struct<EventActionCode: string, EventDateTime: string, EventOutcomeIndicator: string, "
        f"EventID: {CODE}, EventTypeCode: array<{CODE}>, PurposeOfUse: array<{CODE}>>"
    ),
    "ActiveParticipant": (
        "array<struct<UserID: string, AlternativeUserID: string, UserIsRequestor: boolean, "
        f"NetworkAccessPointID: string, RoleIDCode: array<{ROLE}>, "
        f"MediaIdentifier: struct<MediaType: {CODE}>>>"
    ),
    "AuditSourceIdentification": "struct<AuditEnterpriseSiteID: string, AuditSourceID: string>",
    "ParticipantObjectIdentification": (
        "array<struct<ParticipantObjectID: string, ParticipantObjectTypeCode: string, "
        "ParticipantObjectTypeCodeRole: string, ParticipantObjectQuery: string, "
        f"ParticipantObjectIDTypeCode: {CODE}>>"
    ),
}
#: RFC 3881 section 5.5.4: what a number of an object identifies
ENCOUNTER = "3"


def alike(raw: ir.Table) -> ir.Table:
    """`raw` in columns, `agents` and `entities` holding what `dicom` asks of them."""
    event, source = raw["EventIdentification"], raw["AuditSourceIdentification"]
    return raw.select(
        "line", at=event["EventDateTime"], letter=event["EventActionCode"],
        words=ibis.array([code(event["EventID"])]).concat(codes(event["EventTypeCode"])),
        ok=(event["EventOutcomeIndicator"].coalesce("0") == "0"),
        purposes=codes(event["PurposeOfUse"]),
        site=source["AuditEnterpriseSiteID"].coalesce(source["AuditSourceID"]),
        agents=raw["ActiveParticipant"].map(agent),
        entities=raw["ParticipantObjectIdentification"].map(entity),
    )  # fmt: skip


def code(term: ir.StructValue) -> ir.StringValue:
    """A code in either spelling."""
    return term["csd_code"].coalesce(term["code"])


def codes(terms: ir.ArrayValue) -> ir.ArrayValue:
    """The codes of terms; none for no list."""
    return terms.map(code).coalesce(ibis.literal([], type="array<string>"))


def agent(one: ir.StructValue) -> ir.StructValue:
    """A participant; of its roles, one that a person has comes before those of programs."""
    roles = one["RoleIDCode"]
    job = first(roles.filter(lambda role: code(role).notin(dicom.MACHINES)))
    kind, place = code(job).coalesce(code(first(roles))), one["NetworkAccessPointID"]
    media = code(one["MediaIdentifier"]["MediaType"])
    return ibis.struct({
        "account": one["UserID"].coalesce(one["AlternativeUserID"]),
        "asks": one["UserIsRequestor"].fill_null(True),
        "kind": kind,
        "role": job["originalText"].coalesce(job["displayName"], code(job)),
        "place": place,
        "source": (kind == dicom.SOURCE).ifelse(place, None),
        "paper": media.isin(dicom.PAPER).fill_null(False),
    })  # fmt: skip


def entity(one: ir.StructValue) -> ir.StructValue:
    """An object: its number as written, and whether of a patient, an encounter or a query."""
    kind, role = one["ParticipantObjectTypeCode"], one["ParticipantObjectTypeCodeRole"]
    person = (role == "1") & (kind.coalesce("1") == "1")
    number = code(one["ParticipantObjectIDTypeCode"])
    return ibis.struct({
        "key": one["ParticipantObjectID"],
        "patient": person.fill_null(False),
        "encounter": (number == ENCOUNTER).ifelse(one["ParticipantObjectID"], None),
        "query": one["ParticipantObjectQuery"].notnull() | (role == "24").fill_null(False),
    })  # fmt: skip


def person(entity: ir.StructValue) -> ir.StringValue:
    """A patient's number without who gave it: the first part of an HL7 CX."""
    return entity["key"].re_replace(r"\^\^\^.*", "")
