import pytest

from connectors.ocsf import Ocsf
from connectors.terms.ocsf import ACTION, DATA, OPERATION
from leakwatch import events

CALL = {
    "class_uid": 6003, "activity_id": 2, "time": 1772845511000,
    "actor": {"user": {"name": "g001"}}, "src_endpoint": {"ip": "10.1.1.5"},
}  # fmt: skip
STORE = {**CALL, "class_uid": 6005, "activity_id": 1}
LOGON = {**CALL, "class_uid": 3002, "activity_id": 1, "user": {"name": "g002"}}


@pytest.fixture
def rows(told):
    """What it says of records, each of which gives one row; one query tells of all."""

    def said(*records, **options):
        found = told(Ocsf(**options), *records)
        assert len(found) == len(records)
        return found

    return said


@pytest.fixture
def event(rows):
    return lambda record, **parts: rows({**record, **parts})[0]


def test_every_meaning_is_a_word_the_house_knows():
    words = {word for meanings in ACTION.values() for word in meanings.values()}
    assert words | set(OPERATION) <= set(events.ACTIONS)
    assert set(DATA.values()) <= set(events.DATA)


RECORDS = [
    (CALL, "true"),
    (STORE, "true"),
    (LOGON, "true"),
    ({**LOGON, "activity_id": 2}, "false"),
    ({**LOGON, "activity_id": 4}, "false"),
    ({**LOGON, "activity_id": 99}, "true"),
    ({**CALL, "class_uid": 4001}, "false"),
    ({**CALL, "class_uid": 3001}, "false"),
    ({**CALL, "class_uid": 60030}, "false"),
]


def test_other_classes_and_log_offs_are_dropped(rows):
    found = rows(*(record for record, _ in RECORDS))
    assert [(record, row["wanted"]) for (record, _), row in zip(RECORDS, found, strict=True)] == (
        RECORDS
    )


TYPES = {
    600302: ("true", "view", ""), 600510: ("true", "unmask", ""), 600508: ("true", "list", ""),
    "600301": ("true", "change", ""), 300201: ("true", "login", ""), 300202: ("false", "2", ""),
    400101: ("false", "", ""),
}  # fmt: skip


def test_the_type_tells_class_and_activity_where_they_are_missing(rows):
    none = {**CALL, "class_uid": None, "activity_id": None}
    found = rows(*({**none, "type_uid": number} for number in TYPES))
    said = [(row["wanted"], row["action"], row["wrong"]) for row in found]
    assert dict(zip(TYPES, said, strict=True)) == TYPES


def test_each_activity_of_a_datastore_has_its_action(rows):
    actions = ACTION["6005"]
    found = rows(*({**STORE, "activity_id": int(activity)} for activity in actions))
    assert dict(zip(actions, [row["action"] for row in found], strict=True)) == actions


OPERATIONS = [
    (None, 2, "view"),
    ("GetCustomer", 2, "view"),
    ("GetFingerprint", 2, "view"),
    ("GetBlacklist", 2, "view"),
    ("UpdateExportTemplate", 3, "change"),
    ("DeletePrintJob", 4, "change"),
    ("CreateCustomer", 1, "change"),
    ("CreateExport", 1, "export"),
    ("customer.download", 2, "export"),
    ("PrintLabel", 2, "print"),
    ("ListCustomers", 2, "list"),
    ("customers/search", 2, "search"),
    ("DecryptPhone", 99, "unmask"),
]


def test_an_operation_may_say_more_than_its_activity(rows):
    found = rows(*(
        {**CALL, "api": {"operation": operation}, "activity_id": activity}
        for operation, activity, _ in OPERATIONS
    ))  # fmt: skip
    for row, (operation, activity, action) in zip(found, OPERATIONS, strict=True):
        assert row["action"] == action, (operation, activity)


def test_an_activity_nobody_knows_stays_as_written(rows):
    unheard = {**STORE, "activity_id": 99}
    found = rows({**unheard, "activity_name": "Vacuum"}, {**unheard, "activity_name": None})
    assert [row["action"] for row in found] == ["Vacuum", "99"]


STATES = [
    (None, None, "true"), (1, None, "true"), (0, None, "true"), (99, "Success", "true"),
    (1, "Failure", "true"), (None, "Unfailing", "true"), (2, None, "false"),
    (2, "Success", "false"), (None, "Failure", "false"), (99, "denied", "false"),
]  # fmt: skip


def test_the_number_of_a_status_counts_before_its_word(rows):
    states = [{"status_id": number, "status": word} for number, word, _ in STATES]
    found = rows(*({**kind, **state} for kind in (LOGON, STORE) for state in states))
    for row, (number, word, ok) in zip(found[: len(STATES)], STATES, strict=True):
        expected = ok, "login" if ok == "true" else "login_failed"
        assert (row["ok"], row["action"]) == expected, (number, word)
    assert [row["action"] for row in found[len(STATES) :]] == ["view"] * len(STATES)


USERS = [
    ({"name": "g1", "uid": "S-1", "email_addr": "a@b"}, "g1"),
    ({"name": "", "uid": "S-1", "email_addr": "a@b"}, "S-1"),
    ({"uid": " ", "email_addr": "a@b"}, "a@b"),
]


def test_the_account_is_the_name_else_the_number_else_the_address(rows):
    found = rows(*({**CALL, "actor": {"user": user}} for user, _ in USERS))
    assert [row["actor"] for row in found] == [account for _, account in USERS]


def test_who_logs_on_is_the_user_and_not_who_asked_for_it(rows):
    found = rows(
        LOGON,
        {**LOGON, "user": None},
        {**CALL, "user": {"name": "g002"}},
        {**CALL, "actor": {"app_name": "etl"}},
    )
    assert [row["actor"] for row in found] == ["g002", "g001", "g001", "etl"]


TOUCHED = [
    ({}, [""]),
    ({"resources": []}, [""]),
    ({"resources": [{"uid": "", "name": None}]}, [""]),
    ({"enrichments": [{"name": "location", "value": "x"}]}, [""]),
    ({"unmapped": {"other": "C1"}}, [""]),
    ({"resources": [{"uid": "C1", "name": "n"}]}, ["C1"]),
    ({"resources": [{"uid": "C2"}, {"name": "C1"}, {"uid": "C2"}]}, ["C1", "C2"]),
    ({"enrichments": [{"name": "x", "value": "y"}, {"name": "Customer", "value": 7}]}, ["7"]),
    ({"unmapped": {"patient": "P1"}}, ["P1"]),
    ({"resources": [{"uid": "C1"}], "unmapped": {"patient": "P1"}}, ["C1"]),
]


def test_every_record_touched_is_an_event(told):
    expected = [(line, subject) for line, (_, each) in enumerate(TOUCHED, 1) for subject in each]
    found = told(Ocsf(), *({**CALL, **parts} for parts, _ in TOUCHED))
    assert [(int(row["line"]), row["subject"]) for row in found] == expected


CLASSIFIED = [
    ({}, "identity"),
    ({"table": {"name": "t"}}, "identity"),
    ({"table": {"data_classification": {"category_id": 99}}}, "identity"),
    ({"table": {"data_classification": {"category_id": 3}}}, "property"),
    ({"database": {"data_classifications": [{"category_id": 3}]}}, "property"),
]


def test_the_data_is_the_classified_one_else_the_configured_one(rows):
    records = [{**STORE, **parts} for parts, _ in CLASSIFIED]
    expected = [data for _, data in CLASSIFIED]
    assert [row["data"] for row in rows(*records)] == expected
    assert [row["data"] for row in rows(*records, data="health")] == [
        data.replace("identity", "health") for data in expected
    ]


def test_a_log_on_opens_no_data(event):
    assert event(LOGON)["data"] == ""


def test_a_class_of_data_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="data is one of identity, location"):
        Ocsf(data="secrets")


TIMES = [
    ({}, "1772845511000"),
    ({"time_dt": "2026-03-07T01:05:11Z"}, "1772845511000"),
    ({"time": None, "time_dt": "2026-03-07T01:05:11.000Z"}, "2026-03-07T01:05:11.000Z"),
]


def test_the_time_is_a_number_else_a_text(rows):
    found = rows(*({**CALL, **parts} for parts, _ in TIMES))
    assert [row["clock"] for row in found] == [clock for _, clock in TIMES]


LACKING = [
    (CALL, ""),
    ("{", "not JSON"),
    ([1], "class_uid: blank"),
    ({}, "class_uid: blank"),
    ({**CALL, "time": None}, "time: blank"),
    ({**CALL, "actor": {"user": {"name": " "}}}, "actor: blank"),
    ({**CALL, "actor": "g001"}, "actor: blank"),
]


def test_a_record_that_lacks_what_an_event_needs_is_wrong(rows):
    found = rows({**CALL, "class_uid": 4001}, *(record for record, _ in LACKING))
    said = [(record, row["wrong"]) for (record, _), row in zip(LACKING, found[1:], strict=True)]
    assert said == LACKING


def test_the_place_is_an_address_else_a_name(rows):
    named = {"hostname": "h", "uid": "i-1"}
    sources = {}, {"uid": "i-1"}, named, {"ip": "10.1.1.5", "hostname": "h"}
    found = rows(*({**CALL, "src_endpoint": source} for source in sources))
    assert [row["place"] for row in found] == ["", "i-1", "h", "10.1.1.5"]
