from pathlib import Path

import pytest

from connectors.hospital_atna import HospitalAtna

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "atna"
OID = "2.16.840.1.113883.3.37.4.1.1.2"
MPI, PKLN = f"^^^MPI&{OID}.1.1&ISO^PI", f"^^^PKLN&{OID}.511.1&ISO"
ASKED = ("actor", "action", "subject", "place", "branch", "ok")
# read off the samples by eye
OTHERS = {
    "atna-record-1": [
        ("smitty@readingroom.hospital.org", "change", "ptid12345", "192.168.1.2", "Hospital")
    ],
    "pdq": [
        ("MESA_DEPARTMENT|MESA_PD_CONSUMER", "search", patient, "127.0.0.1", "MPI")
        for patient in (f"24{MPI}", f"27{MPI}", f"78106{PKLN}^PI", f"78246{PKLN}^PI")
    ],
    "pdqm": [("/app-gateway/fhir/Patient", "search", "", "10.205.114.56",
              "app-gateway-enterprise-id")],
    "pixfeed": [("PKL|SAP-ISH", "change", f"7627199^^^HZLN&{OID}.411.1&ISO", "127.0.0.1", "MPI")],
    "pixquery": [
        ("MESA_DEPARTMENT|MESA_PIX_CLIENT", "search", patient, "127.0.0.1", "PI")
        for patient in (f"27{MPI}", f"78106{PKLN}")
    ],
    "start": [("WDF-LAP-1237$", "view", "", "", "app-connect")],
}  # fmt: skip


def code(tag, value):
    return f'<{tag} csd-code="{value}" codeSystemName="DCM" originalText="{value} said"/>'


def event(*inside, kind="110110", letter="R", ok="0", time="2026-03-07T09:05:11Z"):
    given = {"EventActionCode": letter, "EventDateTime": time, "EventOutcomeIndicator": ok}
    said = " ".join(f'{name}="{value}"' for name, value in given.items() if value is not None)
    inside = code("EventID", kind) + "".join(inside)
    return f"<EventIdentification {said}>{inside}</EventIdentification>"


def who(name, *roles, asks="true", place=None, inside="", other=None):
    given = {"UserID": name, "AlternativeUserID": other, "UserIsRequestor": asks,
             "NetworkAccessPointID": place}  # fmt: skip
    said = " ".join(f'{key}="{value}"' for key, value in given.items() if value is not None)
    inside += "".join(code("RoleIDCode", role) for role in roles)
    return f"<ActiveParticipant {said}>{inside}</ActiveParticipant>"


def what(key, kind="1", role="1", number="2", inside=""):
    given = {"ParticipantObjectID": key, "ParticipantObjectTypeCode": kind,
             "ParticipantObjectTypeCodeRole": role}  # fmt: skip
    said = " ".join(f'{name}="{value}"' for name, value in given.items() if value is not None)
    inside += code("ParticipantObjectIDTypeCode", number)
    return f"<ParticipantObjectIdentification {said}>{inside}</ParticipantObjectIdentification>"


EVENT, WHO = event(), who("D001")


def message(*parts, event=EVENT, who=WHO):
    return f"<AuditMessage>{event}{who}{''.join(parts)}</AuditMessage>"


@pytest.fixture
def said(told):
    return lambda *messages: told(HospitalAtna(), *messages)


@pytest.mark.parametrize("name", OTHERS)
def test_messages_that_others_wrote_are_read_right(said, name):
    path = SAMPLES / f"{name}.xml"
    if not path.exists():
        pytest.skip("the samples of others are not beside this checkout")
    rows = said(path.read_text(encoding="utf-8"))
    found = [tuple(row[column] for column in ASKED) for row in rows]
    assert found == [(*row, "true") for row in OTHERS[name]]
    assert {(row["wrong"], row["data"]) for row in rows} == {("", "health")}


def test_every_sample_of_others_is_one_of_these():
    if not SAMPLES.exists():
        pytest.skip("the samples of others are not beside this checkout")
    assert {path.stem for path in SAMPLES.glob("*.xml")} == set(OTHERS)


def test_both_spellings_say_the_same(said):
    dicom = message(
        what("P1"), what("q", "2", "24"), event=event(code("PurposeOfUse", "TREAT"), kind="110112",
                                                      letter="E"),
        who=who("D001", "nurse", place="ws-1") + who("EMR", "110153"),
    )  # fmt: skip
    rfc = dicom.replace("csd-code", "code").replace("originalText", "displayName")
    first, second = said(dicom, rfc)
    assert first | {"line": ""} == second | {"line": ""}
    assert (first["action"], first["role"], first["reason"]) == ("search", "nurse said", "TREAT")


def test_the_actor_is_the_person_who_asked(said):
    cases = [
        (who("app", "110150", asks="false") + who("D1", asks="true"), "D1"),
        (who("app", "110153") + who("D1"), "D1"),
        (who("app", "110153") + who("D1", "110153", "doctor"), "D1"),
        (who("app", "110153") + who("D1", asks="false"), "app"),
        (who("app", "110153") + who("db", "110152"), "app"),
        (who("app", "110153", asks="false") + who("D1", asks="false"), "D1"),
        (who("app", "110153", asks="false") + who("db", "110152", asks="false"), "app"),
        (who("app", "110150", asks="true") + who("D1", asks=None), "D1"),
        (who("app", asks="false") + who("D1", asks="1"), "D1"),
        (who("D1") + who("D2"), "D1"),
        (who("", other="D1") + who("D2", asks="false"), "D1"),
        (who("D1", other="4711"), "D1"),
        (who(" ", other="") + who("D2", asks="false"), "D2"),
    ]
    rows = said(*(message(who=people) for people, _ in cases))
    assert [row["actor"] for row in rows] == [actor for _, actor in cases]


def test_a_role_of_a_program_is_no_role_of_a_person(said):
    rows = said(*(message(who=who("D1", *roles)) for roles in (["110153"], ["110153", "doctor"])))
    assert [row["role"] for row in rows] == ["", "doctor said"]


def test_the_place_is_the_actors_else_the_sources(said):
    source, other = (
        who("app", "110153", asks="false", place="10.0.0.9"),
        who("db", place="10.0.0.8"),
    )
    cases = [
        (who("D1", place="ws-1") + source, "ws-1"),
        (who("D1") + source, "10.0.0.9"),
        (who("D1") + other, ""),
    ]
    rows = said(*(message(who=people) for people, _ in cases))
    assert [row["place"] for row in rows] == [place for _, place in cases]


def test_what_is_not_a_patient_is_no_subject(said):
    others = [what("a", "2", "1"), what("a", "1", "6"), what("a", "2", "3"), what("a", "1", None),
              what("", "1", "1"), what(None, "1", "1"),
              what(None, inside="<ParticipantObjectName>甲某</ParticipantObjectName>")]  # fmt: skip
    rows = said(*(message(other) for other in others))
    assert [row["subject"] for row in rows] == [""] * len(others)


def test_every_patient_is_one_event_however_often_named(said):
    cx = "^^^&amp;1.2.3&amp;ISO"
    rows = said(
        message(what(f"P1{cx}"), what("E1", "2", "3", "3"), what(f"P2{cx}")),
        message(what(f"P1{cx}"), what("P1^^^HIS&amp;1.2.3&amp;ISO^PI"), what("P1"), what("P10")),
        message(what("P1", None, "1")),
    )
    found = [(row["line"], row["subject"], row["case"]) for row in rows]
    assert found == [
        ("1", "P1^^^&1.2.3&ISO", "E1"), ("1", "P2^^^&1.2.3&ISO", "E1"),
        ("2", "P10", ""), ("2", "P1^^^&1.2.3&ISO", ""), ("3", "P1", ""),
    ]  # fmt: skip


def test_letter_and_codes_make_the_action(said):
    cases = [
        ("R", "110110", [], "view"),
        ("R", "110112", [], "view"),
        ("E", "110100", ["110120"], "view"),
        ("C", "110110", [], "change"),
        ("C", "110107", [], "change"),
        ("U", "110110", [], "change"),
        ("D", "110105", [], "change"),
        ("E", "110112", ["ITI-9"], "search"),
        ("R", "110106", [], "export"),
        ("C", "110106", ["ITI-41"], "export"),
        ("E", "110114", ["110122"], "login"),
        ("E", "110114", ["110123"], "login"),
        ("E", "110113", ["110126"], "view"),
        (None, "110110", [], "view"),
        ("X", "110110", [], "X"),
    ]
    rows = said(*(
        message(event=event(*(code("EventTypeCode", each) for each in finer), kind=kind,
                            letter=letter))
        for letter, kind, finer, _ in cases
    ))  # fmt: skip
    assert [row["action"] for row in rows] == [action for *_, action in cases]


def test_an_object_that_is_a_query_makes_an_execution_a_search(said):
    query = "<ParticipantObjectQuery>eA==</ParticipantObjectQuery>"
    objects = [what("q", "2", "24"), what("q", "2", "3", inside=query), what("q", "2", "3")]
    rows = said(*(message(each, event=event(letter="E")) for each in objects))
    assert [row["action"] for row in rows] == ["search", "search", "view"]


@pytest.mark.parametrize(("media", "action"), [("110038", "print"), ("110010", "print"),
                                               ("110031", "export")])  # fmt: skip
def test_paper_and_film_are_prints(said, media, action):
    medium = f"<MediaIdentifier>{code('MediaType', media)}</MediaIdentifier>"
    people = who("D1") + who("out", "110154", asks="false", inside=medium)
    [row] = said(message(what("P1"), event=event(kind="110106"), who=people))
    assert row["action"] == action


def test_any_outcome_but_zero_is_a_failure(said):
    rows = said(*(message(event=event(ok=ok)) for ok in ("0", None, "4", "8", "12")))
    assert [row["ok"] for row in rows] == ["true", "true", "false", "false", "false"]
    [row] = said(message(event=event(kind="110114", letter="E", ok="4")))
    assert row["action"] == "login_failed"


def test_the_reason_is_the_first_purpose_unless_glass_was_broken(said):
    cases = [
        ([], ""),
        ([("PurposeOfUse", "TREAT"), ("PurposeOfUse", "HMARKT")], "TREAT"),
        ([("PurposeOfUse", "TREAT"), ("PurposeOfUse", "btg")], "break_glass"),
        ([("EventTypeCode", "110127")], "break_glass"),
        ([("EventTypeCode", "110138")], "break_glass"),
        ([("EventTypeCode", "110126")], ""),
        ([("EventTypeCode", "BTG")], ""),
    ]
    rows = said(*(message(event=event(*(code(*each) for each in codes))) for codes, _ in cases))
    assert [row["reason"] for row in rows] == [reason for _, reason in cases]


def test_a_message_without_time_or_account_is_set_aside(said):
    cases = [
        (message(), ""),
        (message(event=event(time=None)), "no EventDateTime"),
        (message(event=event(time=" ")), "no EventDateTime"),
        (message(event=""), "no EventDateTime"),
        (message(who=""), "no ActiveParticipant with a UserID"),
        (message(who=who("", other="")), "no ActiveParticipant with a UserID"),
        ("<AuditMessage/>", "no EventDateTime"),
    ]
    rows = said(*(text for text, _ in cases))
    assert [row["wrong"] for row in rows] == [wrong for _, wrong in cases]


def test_times_stay_as_they_are_written(said):
    times = ["2026-03-07T09:05:11", "2026-03-07T09:05:11.123+08:00", "2026-03-07T01:05:11Z"]
    assert [row["clock"] for row in said(*(message(event=event(time=time)) for time in times))] == (
        times
    )
