import json
from pathlib import Path

import pytest
from lxml import etree

from connectors.hospital_fhir import HospitalFhir

GOLDEN = Path(__file__).parents[1] / "golden" / "hospital_fhir"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "fhir_r4"
DICOM = "http://dicom.nema.org/resources/ontology/DCM"
CX = "e3cdfc81a0d24bd^^^&2.16.840.1.113883.4.2&ISO"
WORKSTATION = "Workstation1.ehr.familyclinic.com"

# read off the examples by eye: actor, action, patient, place, reason, branch, ok
OFFICIAL = {
    "": ("Grahame", "view", "", "127.0.0.1", "", "Development", "true"),
    "-disclosure": ("SomeIdiot@nowhere", "export", "Patient/example", "custodian.net", "HMARKT",
                    "Watcher", "true"),
    "-error": ("95", "change", "", WORKSTATION, "", "Cloud", "false"),
    "-login": ("95", "login", "", "127.0.0.1", "", "Cloud", "true"),
    "-logout": ("95", "login", "", "127.0.0.1", "", "Cloud", "true"),
    "-media": ("95", "export", CX, "", "", "", "true"),
    "-pixQuery": ("95", "search", CX, WORKSTATION, "", "", "true"),
    "-rest": ("95", "view", "Patient/example/_history/1", WORKSTATION, "", "Cloud", "true"),
    "-search": ("95", "search", "", WORKSTATION, "", "Cloud", "true"),
}  # fmt: skip
ASKED = ("actor", "action", "subject", "place", "reason", "branch", "ok")


@pytest.fixture
def read(duckdb, raw_table, plain, tmp_path):
    """What the connector says of a file with this text."""

    def rows(text):
        path = tmp_path / "raw.json"
        path.write_text(text, encoding="utf-8")
        return plain(duckdb, HospitalFhir().rows(raw_table(HospitalFhir(), path, duckdb)))

    return rows


@pytest.fixture
def said(read):
    """What it says of resources, one a line."""
    return lambda *resources: read("".join(f"{json.dumps(one)}\n" for one in resources))


def audit(**parts):
    return {
        "resourceType": "AuditEvent", "recorded": "2026-03-07T09:05:11Z", "action": "R",
        "type": {"system": DICOM, "code": "110110"}, "outcome": "0",
        "agent": [{"who": {"identifier": {"value": "D001"}}, "requestor": True}], **parts,
    }  # fmt: skip


def agent(name, *, kind=None, **parts):
    kinds = {"type": {"coding": [{"code": kind}]}} if kind else {}
    return {"who": {"identifier": {"value": name}}, **kinds, **parts}


def patient(name, **parts):
    return {"what": {"reference": f"Patient/{name}"}, "role": {"code": "1"}, **parts}


def test_the_official_examples_are_read_right(said):
    examples = [GOLDEN / f"AuditEvent-example{name}.json" for name in OFFICIAL]
    rows = said(*(json.loads(path.read_text(encoding="utf-8")) for path in examples))
    assert [tuple(row[column] for column in ASKED) for row in rows] == list(OFFICIAL.values())
    assert {(row["wanted"], row["wrong"], row["data"]) for row in rows} == {("true", "", "health")}


@pytest.mark.parametrize("name", OFFICIAL)
def test_an_example_is_read_from_its_own_file_too(read, name):
    path = SAMPLES / f"AuditEvent-example{name}.json"
    if not path.exists():
        pytest.skip("the samples of others are not beside this checkout")
    [row] = read(path.read_text(encoding="utf-8"))
    assert tuple(row[column] for column in ASKED) == OFFICIAL[name]


def element(name, value):
    """What FHIR's JSON says as FHIR's XML says it."""
    if isinstance(value, dict):
        found = etree.Element(name)
        for key, inner in value.items():
            for each in inner if isinstance(inner, list) else [inner]:
                if each is not None and key != "resourceType":
                    found.append(element(key, each))
        return found
    return etree.Element(name, value=json.dumps(value) if isinstance(value, bool) else str(value))


def as_xml(resource):
    root = element(resource.get("resourceType") or "Nothing", resource)
    root.set("xmlns", "http://hl7.org/fhir")
    return etree.tostring(root, encoding="unicode")


def test_the_examples_say_the_same_in_xml(read):
    examples = [GOLDEN / f"AuditEvent-example{name}.json" for name in OFFICIAL]
    texts = [as_xml(json.loads(path.read_text(encoding="utf-8"))) for path in examples]
    rows = read("\n".join(texts))
    assert [tuple(row[column] for column in ASKED) for row in rows] == list(OFFICIAL.values())


def test_the_golden_resources_say_the_same_in_xml(read, expected):
    lines = (GOLDEN / "raw.ndjson").read_text(encoding="utf-8").splitlines()
    events = [row for row in expected(GOLDEN / "events.csv") if row["wanted"] == "true"]
    assert read("\n".join(as_xml(json.loads(line)) for line in lines)) == events
    bundle = {"resourceType": "Bundle", "entry": [{"resource": 0}] * len(lines)}
    text = as_xml(bundle)
    for line in lines:
        resource = f"<resource>{as_xml(json.loads(line))}</resource>"
        text = text.replace('<resource value="0"/>', resource, 1)
    told = [{**row, "line": ""} for row in read(text)]
    order = sorted(events, key=lambda row: (int(row["line"]), *row.values()))
    assert told == [{**row, "line": ""} for row in order]


# actor, action, patient, place, reason, branch, ok, role, case
RELEASES = {
    "dstu2": [("D004", "search", "Patient/P0000011", "ws-3", "break_glass", "外科", "false", "护士",
               "")],
    "stu3": [("D003", "export", "P0000010", "ws-2", "", "外科", "true", "医生", "Encounter/E0010")],
    "r4": [("D001", "view", f"Patient/{patient}", "10.3.1.5", "TREAT", "内科", "true", "", "")
           for patient in ("P0000002", "P0000003")],
    "r5": [("D005", "change", "Patient/P0000012", "10.3.1.9", "ETREAT", "急诊", "true", "",
            "Encounter/E0012")],
}  # fmt: skip


@pytest.mark.parametrize("release", RELEASES)
def test_every_release_is_read_from_xml(read, release):
    rows = read((GOLDEN / f"{release}.xml").read_text(encoding="utf-8"))
    asked = (*ASKED, "role", "case")
    assert [tuple(row[column] for column in asked) for row in rows] == RELEASES[release]
    assert {(row["wanted"], row["wrong"]) for row in rows} == {("true", "")}


def test_a_code_alone_stands_for_a_coding_in_early_xml(read):
    [row] = read("""<AuditEvent xmlns="http://hl7.org/fhir"><event><action value="R"/>
        <dateTime value="2026-03-07T10:05:00+08:00"/></event>
        <participant><userId value="D001"/></participant>
        <object><identifier><value value="P1"/></identifier><type value="1"/><role value="1"/>
        </object></AuditEvent>""")
    assert (row["actor"], row["subject"], row["action"]) == ("D001", "P1", "view")


def test_what_is_not_as_declared_harms_no_neighbour(read):
    lines = ['{"resourceType": "AuditEvent", "agent": [{"userId": "D1", "role": {}}], "type": "a"}',
             '[1]', '"a"', "5", json.dumps(audit())]  # fmt: skip
    rows = read("\n".join(lines))
    assert [row["wanted"] for row in rows] == ["true", "false", "false", "false", "true"]
    assert (rows[0]["wrong"], rows[-1]["actor"]) == ("no recorded time", "D001")


def test_an_emergency_override_is_broken_glass(said):
    codes = ["110126", "110127", "110138"]
    rows = said(*(audit(type={"code": "110113"}, subtype=[{"code": code}]) for code in codes))
    assert [row["reason"] for row in rows] == ["", "break_glass", "break_glass"]


def test_a_bundle_an_array_and_one_resource_give_what_their_lines_give(read):
    events = [audit(entity=[patient("a"), patient("b")]), {"resourceType": "Patient", "id": "a"}]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": event} for event in events]}
    for document in (bundle, events):
        rows = read(json.dumps(document, indent=1))
        found = [(row["subject"], row["wanted"]) for row in rows]
        assert found == [("Patient/a", "true"), ("Patient/b", "true"), ("", "false")]
    assert [row["subject"] for row in read(json.dumps(events[0], indent=1))] == [
        "Patient/a", "Patient/b",
    ]  # fmt: skip


def test_a_patient_named_twice_is_one_event(said):
    again = ("Patient/a", "Patient/a/_history/2", "https://emr.example.org/fhir/Patient/a")
    twice = [audit(entity=[patient("a"), {"what": {"reference": name}}]) for name in again]
    assert [(row["line"], row["subject"]) for row in said(*twice)] == [
        ("1", "Patient/a"), ("2", "Patient/a"), ("3", "Patient/a"),
    ]  # fmt: skip


def test_what_is_not_a_patient_is_no_subject(said):
    entities = [
        {"what": {"reference": "Observation/a"}, "role": {"code": "4"}},
        {"what": {"reference": "OutPatient/a"}},
        {"what": {"identifier": {"value": "a"}}, "type": {"code": "1"}, "role": {"code": "6"}},
        {"what": {"identifier": {"value": "a"}}, "type": {"code": "2"}, "role": {"code": "1"}},
        {"what": {"reference": "#a"}, "type": {"code": "1"}, "role": {"code": "1"}},
        {"type": {"code": "1"}, "role": {"code": "1"}, "name": "甲某"},
    ]
    rows = said(*(audit(entity=[entity]) for entity in entities))
    assert [row["subject"] for row in rows] == [""] * len(entities)


def test_the_identifier_of_a_patient_comes_before_the_reference(said):
    entities = [
        {"what": {"identifier": {"value": "a"}}, "type": {"code": "1"}, "role": {"code": "1"}},
        {"what": {"identifier": {"value": "a"}, "type": "Patient"}},
        {"what": {"identifier": {"value": "a"}}, "type": {"code": "Patient"}},
        {"what": {"reference": "Patient/b", "identifier": {"value": "a"}}},
    ]
    rows = said(*(audit(entity=[entity]) for entity in entities))
    assert [row["subject"] for row in rows] == ["a"] * len(entities)


def test_the_actor_is_who_asked(said):
    cases = [
        ([agent("app"), agent("D1", requestor=True)], "D1"),
        ([agent("app", kind="110153"), agent("D1")], "D1"),
        ([agent("app", kind="110150"), agent("D2"), agent("D1", kind="humanuser")], "D1"),
        ([agent("app", kind="110153", requestor=True), agent("D1", requestor=True)], "D1"),
        ([agent("app", kind="110153", requestor=True), agent("D1", requestor=False)], "app"),
        ([agent("app", kind="110153"), agent("db", kind="110152")], "app"),
        ([{"name": "甲某", "requestor": True}, agent("D1")], "D1"),
        ([{"altId": "D1", "who": {"reference": "Practitioner/9"}}], "D1"),
        ([{"who": {"reference": "Practitioner/9"}}], "Practitioner/9"),
    ]
    rows = said(*(audit(agent=agents) for agents, _ in cases))
    assert [row["actor"] for row in rows] == [actor for _, actor in cases]


def test_an_event_without_time_or_account_is_set_aside(said):
    cases = [
        ({}, ""),
        ({"agent": [{"name": "甲某"}]}, "no agent with an identifier"),
        ({"agent": []}, "no agent with an identifier"),
        ({"agent": None}, "no agent with an identifier"),
        ({"recorded": None}, "no recorded time"),
    ]
    rows = said(*(audit(**parts) for parts, _ in cases))
    assert [(row["wanted"], row["wrong"]) for row in rows] == [("true", why) for _, why in cases]


def test_another_resource_is_not_wanted_and_not_wrong(said):
    rows = said({"resourceType": "OperationOutcome"}, {"id": "no resource at all"}, audit())
    assert [row["wanted"] for row in rows] == ["false", "false", "true"]
    assert {row["wrong"] for row in rows} == {""}


def test_letter_and_codes_make_the_action(said):
    cases = [
        ("R", ["110110"], [], "view"),
        ("R", ["110112"], [], "view"),
        ("E", ["110100"], [], "view"),
        (None, ["read"], [], "view"),
        ("E", ["research"], [], "view"),
        ("C", ["search"], [], "change"),
        ("U", ["110110"], [], "change"),
        ("D", ["110110"], [], "change"),
        ("E", ["110112"], [], "search"),
        ("E", ["rest", "search-type"], [], "search"),
        ("E", ["rest"], [{"role": {"code": "24"}}], "search"),
        ("E", ["rest"], [{"query": "eA=="}], "search"),
        ("R", ["rest", "Disclosure"], [], "export"),
        ("C", ["110106"], [], "export"),
        ("R", ["110106", "print"], [], "print"),
        ("E", ["110114", "110123"], [], "login"),
        ("X", ["110110"], [], "X"),
    ]
    rows = said(*(
        audit(action=letter, entity=entity, type={"code": codes[0]},
              subtype=[{"code": code} for code in codes[1:]])
        for letter, codes, entity, _ in cases
    ))  # fmt: skip
    assert [row["action"] for row in rows] == [action for *_, action in cases]


def test_any_outcome_but_success_is_a_failure(said):
    good = ["0", None, {"code": {"code": "success"}}, {"code": {"system": "s", "code": "0"}}]
    bad = ["4", "8", "12", {"code": {"code": "fatal"}}, {"code": {"code": "4"}}]
    rows = said(*(audit(outcome=outcome) for outcome in good + bad))
    assert [row["ok"] for row in rows] == ["true"] * len(good) + ["false"] * len(bad)


def test_only_a_login_can_be_a_failed_login(said):
    login = {"system": DICOM, "code": "110114"}
    rows = said(audit(outcome="4"), audit(type=login), audit(type=login, outcome="4"))
    assert [row["action"] for row in rows] == ["view", "login", "login_failed"]


def test_the_reason_is_the_first_purpose_unless_glass_was_broken(said):
    cases = [
        ([], [], ""),
        (["TREAT", "ETREAT"], ["HMARKT"], "TREAT"),
        ([], ["HMARKT"], "HMARKT"),
        ([None, "TREAT"], ["HMARKT"], "TREAT"),
        ([None], [None, "HMARKT"], "HMARKT"),
        (["TREAT", "BTG"], [], "break_glass"),
        (["TREAT"], ["HMARKT", "BTG"], "break_glass"),
        (["BTGX"], [], "BTGX"),
    ]

    def concepts(codes):
        return [{"coding": [{"code": code}]} for code in codes]

    rows = said(*(
        audit(purposeOfEvent=concepts(event), agent=[agent("D1", purposeOfUse=concepts(agents))])
        for event, agents, _ in cases
    ))  # fmt: skip
    assert [row["reason"] for row in rows] == [reason for *_, reason in cases]
