"""FHIR AuditEvent: who opened which patient's record."""

import ibis
import ibis.expr.types as ir

from connectors.terms import dicom, fhir
from leakwatch.connector import Connector


class HospitalFhir(Connector):
    """NDJSON, a JSON array, a Bundle, or one resource, or XML; one event for each patient in it."""

    name = "hospital_fhir"
    sector = "health"
    format = "json"
    envelope = ("entry", "resource")
    roots = ("AuditEvent",)
    columns = fhir.COLUMNS

    def rows(self, raw: ir.Table) -> ir.Table:
        """As many events as patients, one where no patient is named."""
        same = dicom.chosen(fhir.alike(raw), fhir.person)
        agents, entities, actor = same["agents"], same["entities"], same["actor"]
        purposes = same["purposes"].concat(fhir.purposes(agents))
        is_event = (same["resourceType"] == "AuditEvent").fill_null(False)
        return same.select(
            "line", wanted=is_event,
            wrong=ibis.cases(
                (is_event & same["at"].isnull(), "no recorded time"),
                (is_event & actor["account"].isnull(), "no agent with an identifier"),
            ),
            clock=same["at"], actor=actor["account"], role=actor["role"], branch=same["site"],
            data=ibis.literal("health"), ok=same["ok"],
            action=dicom.action(
                same["letter"], same["words"], ok=same["ok"], paper=dicom.some(agents, "paper"),
                query=dicom.some(entities, "query"),
            ),
            subject=dicom.each(same["patients"], same["people"], same["patient"]).unnest(),
            case=dicom.one(entities, "encounter").coalesce(same["encounter"]),
            reason=dicom.reason(purposes, same["words"]),
            place=actor["place"].coalesce(dicom.one(agents, "source")),
        )  # fmt: skip
