"""A hospital's log as FHIR R4 AuditEvent lines."""

from __future__ import annotations

import base64
import json

import numpy as np

from leakwatch.synth.arrays import DAY, Strs
from leakwatch.synth.dice import dice
from leakwatch.synth.files.clock import Clock
from leakwatch.synth.files.seat import Desk
from leakwatch.synth.hospital import DEEDS, EXPORT, LOGIN, SEARCH
from leakwatch.synth.house import House
from leakwatch.synth.looks import NOBODY, Looks

TERMS = "http://terminology.hl7.org/CodeSystem"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
REST = "http://hl7.org/fhir/restful-interaction"
HUMAN = (
    f'"type":{{"coding":[{{"system":"{TERMS}/extra-security-role-type","code":"humanuser",'
    '"display":"human user"}]}'
)
MACHINE = (
    '{"type":{"coding":[{"system":"' + DICOM + '","code":"110153","display":"Source Role ID"'
    '}]},"who":{"display":"HIS"},"requestor":false}'
)
PATIENT = (
    f'"type":{{"system":"{TERMS}/audit-entity-type","code":"1","display":"Person"}},'
    f'"role":{{"system":"{TERMS}/object-role","code":"1","display":"Patient"}}'
)
CELEBRITY = f',"securityLabel":[{{"system":"{TERMS}/v3-ActCode","code":"CEL"}}]'
QUERY = base64.b64encode("Patient?name=测试".encode()).decode()


def fhir_lines_of(house: House, desk: Desk, looks: Looks, day: int, clock: Clock) -> list[str]:
    """One line a look; patients by identifier on some days, by reference on others."""
    rng = dice(house.seed, "fhir", day)
    when = house.almanac.date(day)
    agents, (address, _) = agent_texts(house, desk, day), desk.seats(looks, day)
    sources = [f'{{"site":"{site.name}","observer":{{"display":"HIS"}}}}' for site in house.sites]
    kinds = [kind_text(deed) for deed in range(len(DEEDS))]
    records = record_numbers(rng, house, looks)
    by_reference = day % 4 == 0
    famous = np.isin(looks.person, list(house.vips))
    return [
        f'{{"resourceType":"AuditEvent","id":"{day:04d}-{n:06d}",{kinds[deed]}'
        f'"recorded":"{clock(when, second)}","outcome":"{"0" if found else "4"}",'
        f'"agent":[{agents[who]}"{place}","type":"2"}}}},{MACHINE}],"source":{sources[site]}'
        f"{entities(deed, record, case, by_reference, vip)}}}"
        for n, (who, second, deed, case, found, record, site, place, vip) in enumerate(
            zip(
                looks.account.tolist(),
                (looks.second % DAY).tolist(),
                looks.deed.tolist(),
                looks.case.tolist(),
                looks.found.tolist(),
                records.tolist(),
                house.staff.site[looks.account].tolist(),
                address.tolist(),
                famous.tolist(),
                strict=True,
            )
        )
    ]


def record_numbers(rng: np.random.Generator, house: House, looks: Looks) -> Strs:
    """The patients' record numbers; numbers out of range where nobody has them."""
    unknown = looks.person == NOBODY
    out = house.people.record[np.where(unknown, 0, looks.person)]
    out[unknown] = [f"P9{n:07d}" for n in rng.integers(0, 10**7, int(unknown.sum())).tolist()]
    return out


def agent_texts(house: House, desk: Desk, day: int) -> list[str]:
    """The person at the keyboard, by account, up to the address."""
    return [
        f'{{{HUMAN},"role":[{{"text":"{job}"}}],"who":{{"identifier":{{"value":"{account}"}}}},'
        f'"altId":"{account}","name":{json.dumps(name, ensure_ascii=False)},"requestor":true,'
        f'"network":{{"address":'
        for account, job, name in zip(
            house.staff.account.tolist(),
            house.careers.names(house.job_name, day).tolist(),
            desk.name.tolist(),
            strict=True,
        )
    ]


def kind_text(deed: int) -> str:
    """Type, subtype, action and purpose."""
    action, subtype, purpose = DEEDS[deed]
    kind, system = ({"system": f"{TERMS}/audit-event-type", "code": "rest"}, REST)
    if deed == LOGIN:
        kind, system, subtype = {"system": DICOM, "code": "110114"}, DICOM, "110122"
    if deed == EXPORT:
        kind, subtype = {"system": DICOM, "code": "110106", "display": "Export"}, "read"
    out = {"type": kind, "subtype": [{"system": system, "code": subtype}], "action": action}
    if purpose:
        out["purposeOfEvent"] = [{"coding": [{"system": f"{TERMS}/v3-ActReason", "code": purpose}]}]
    return json.dumps(out, separators=(",", ":"))[1:-1] + ","


def entities(deed: int, record: str, case: str, by_reference: bool, vip: bool) -> str:
    """The patient, marked if a celebrity, and the encounter; a query for a search; no entity for
    a log-in.
    """
    if deed == LOGIN:
        return ""
    if deed == SEARCH:
        return (
            f',"entity":[{{"role":{{"system":"{TERMS}/object-role","code":"24",'
            f'"display":"Query"}},"query":"{QUERY}"}}]'
        )
    what = (
        f'"reference":"Patient/{record}"'
        if by_reference
        else f'"identifier":{{"value":"{record}"}}'
    )
    encounter = f',{{"what":{{"reference":"Encounter/{case}"}}}}' if case else ""
    label = CELEBRITY if vip else ""
    return f',"entity":[{{"what":{{{what}}},{PATIENT}{label}}}{encounter}]'
