"""ATNA audit messages (DICOM, RFC 3881): who opened which patient's record."""

import ibis
import ibis.expr.types as ir

from connectors.terms import atna, dicom
from leakwatch.connector import Connector


class HospitalAtna(Connector):
    """XML alone or in lines of syslog; one event for each patient in a message.

    A patient's number stays as written (an HL7 CX among them), as in hospital_fhir: the core
    compares the number without the authority that gave it.
    """

    name = "hospital_atna"
    sector = "health"
    format = "xml"
    roots = ("AuditMessage",)
    columns = atna.COLUMNS

    def rows(self, raw: ir.Table) -> ir.Table:
        """As many events as patients, one where no patient is named."""
        same = dicom.chosen(atna.alike(raw), atna.person)
        actor, agents, entities = same["actor"], same["agents"], same["entities"]
        return same.select(
            "line",
            wrong=ibis.cases(
                (same["at"].isnull(), "no EventDateTime"),
                (actor["account"].isnull(), "no ActiveParticipant with a UserID"),
            ),
            clock=same["at"], actor=actor["account"], role=actor["role"], branch=same["site"],
            data=ibis.literal("health"), ok=same["ok"],
            action=dicom.action(
                same["letter"], same["words"], ok=same["ok"], paper=dicom.some(agents, "paper"),
                query=dicom.some(entities, "query"),
            ),
            subject=dicom.each(same["patients"], same["people"], ibis.null("string")).unnest(),
            case=dicom.one(entities, "encounter"),
            reason=dicom.reason(same["purposes"], same["words"]),
            place=actor["place"].coalesce(dicom.one(agents, "source")),
        )  # fmt: skip
