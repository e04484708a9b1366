"""FHIR AuditEvent: who opened which patient's record."""

import ibis
import ibis.expr.types as ir

from connectors.terms import dicom, fhir
from leakwatch.cells import first
from leakwatch.connector import Connector


def patients(entities: ir.ArrayValue, otherwise: ir.StringValue) -> ir.ArrayValue:
    """Keys of the patients, each patient once; where no entity is one, that of `otherwise`."""
    found = entities.filter(lambda entity: fhir.patient(entity) & fhir.key(entity).notnull())
    people = found.map(fhir.person)
    once = found.filter(lambda entity, place: people.index(fhir.person(entity)) == place)
    return (once.length() > 0).ifelse(once.map(fhir.key), ibis.array([otherwise]))


class HospitalFhir(Connector):
    """NDJSON, a JSON array, a Bundle, or one resource; one event for each patient in it."""

    name = "hospital_fhir"
    sector = "health"
    format = "json"
    envelope = ("entry", "resource")
    columns = fhir.COLUMNS

    def rows(self, raw: ir.Table) -> ir.Table:
        """As many events as patients, one where no patient is named."""
        same = fhir.alike(raw)
        # The unnest keeps Ibis from writing out each of these wherever it is used below.
        raw = same.mutate(
            actor=fhir.actor(same["agents"]),
            subject=patients(same["entities"], fhir.named(same["patient"])).unnest(),
        )
        actor, agents, entities = raw["actor"], raw["agents"], raw["entities"]
        source = first(agents.filter(lambda agent: fhir.kind(agent) == dicom.SOURCE))
        encounter = first(entities.filter(lambda entity: fhir.refers(entity, "Encounter")))
        is_event = (raw["resourceType"] == "AuditEvent").fill_null(False)
        return raw.select(
            "line", wanted=is_event,
            wrong=ibis.cases(
                (is_event & raw["at"].isnull(), "no recorded time"),
                (is_event & fhir.account(actor).isnull(), "no agent with an identifier"),
            ),
            clock=raw["at"], actor=fhir.account(actor), role=fhir.words(first(actor["role"])),
            branch=raw["site"], data=ibis.literal("health"), ok=raw["ok"],
            action=dicom.action(
                raw["letter"], raw["words"], ok=raw["ok"],
                paper=fhir.some(agents, lambda each: fhir.code(each["media"]).isin(dicom.PAPER)),
                query=fhir.some(entities, fhir.query),
            ),
            subject=raw["subject"],
            case=fhir.key(encounter).coalesce(fhir.named(raw["encounter"])),
            reason=fhir.purpose(raw["purposes"], agents),
            place=fhir.address(actor).coalesce(fhir.address(source)),
        )  # fmt: skip
