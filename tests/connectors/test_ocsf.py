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
    return lambda *records: told(Ocsf(), *records)


@pytest.fixture
def event(rows):
    return lambda record, **parts: rows({**record, **parts})[0]


def test_every_meaning_is_a_word_the_house_knows():
    words = {word for meanings in ACTION.values() for word in meanings.values()}
    assert words | set(OPERATION) <= set(events.ACTIONS)
    assert set(DATA.values()) <= set(events.DATA)


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (CALL, "true"),
        (STORE, "true"),
        (LOGON, "true"),
        ({**LOGON, "activity_id": 2}, "false"),
        ({**LOGON, "activity_id": 4}, "false"),
        ({**LOGON, "activity_id": 99}, "true"),
        ({**CALL, "class_uid": 4001}, "false"),
        ({**CALL, "class_uid": 3001}, "false"),
        ({**CALL, "class_uid": 60030}, "false"),
    ],
)
def test_other_classes_and_log_offs_are_dropped(event, record, wanted):
    assert event(record)["wanted"] == wanted


@pytest.mark.parametrize(
    ("number", "wanted", "action"),
    [(600302, "true", "view"), (600510, "true", "unmask"), (600508, "true", "list"),
     ("600301", "true", "change"), (300201, "true", "login"), (300202, "false", "2"),
     (400101, "false", "")],
)  # fmt: skip
def test_the_type_tells_class_and_activity_where_they_are_missing(event, number, wanted, action):
    found = event(CALL, class_uid=None, activity_id=None, type_uid=number)
    assert (found["wanted"], found["action"], found["wrong"]) == (wanted, action, "")


@pytest.mark.parametrize("activity", sorted(ACTION["6005"]))
def test_each_activity_of_a_datastore_has_its_action(event, activity):
    assert event(STORE, activity_id=int(activity))["action"] == ACTION["6005"][activity]


@pytest.mark.parametrize(
    ("operation", "activity", "action"),
    [
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
    ],
)
def test_an_operation_may_say_more_than_its_activity(event, operation, activity, action):
    assert event(CALL, api={"operation": operation}, activity_id=activity)["action"] == action


@pytest.mark.parametrize("name", ["Vacuum", None])
def test_an_activity_nobody_knows_stays_as_written(event, name):
    assert event(STORE, activity_id=99, activity_name=name)["action"] == (name or "99")


@pytest.mark.parametrize(
    ("number", "word", "ok"),
    [
        (None, None, "true"), (1, None, "true"), (0, None, "true"), (99, "Success", "true"),
        (1, "Failure", "true"), (None, "Unfailing", "true"), (2, None, "false"),
        (2, "Success", "false"), (None, "Failure", "false"), (99, "denied", "false"),
    ],
)  # fmt: skip
def test_the_number_of_a_status_counts_before_its_word(event, number, word, ok):
    found = event(LOGON, status_id=number, status=word)
    assert (found["ok"], found["action"]) == (ok, "login" if ok == "true" else "login_failed")
    assert event(STORE, status_id=number, status=word)["action"] == "view"


@pytest.mark.parametrize(
    ("user", "account"),
    [
        ({"name": "g1", "uid": "S-1", "email_addr": "a@b"}, "g1"),
        ({"name": "", "uid": "S-1", "email_addr": "a@b"}, "S-1"),
        ({"uid": " ", "email_addr": "a@b"}, "a@b"),
    ],
)
def test_the_account_is_the_name_else_the_number_else_the_address(event, user, account):
    assert event(CALL, actor={"user": user})["actor"] == account


def test_who_logs_on_is_the_user_and_not_who_asked_for_it(event):
    assert event(LOGON)["actor"] == "g002"
    assert event(LOGON, user=None)["actor"] == "g001"
    assert event(CALL, user={"name": "g002"})["actor"] == "g001"
    assert event(CALL, actor={"app_name": "etl"})["actor"] == "etl"


@pytest.mark.parametrize(
    ("parts", "subjects"),
    [
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
    ],
)
def test_every_record_touched_is_an_event(rows, parts, subjects):
    assert [row["subject"] for row in rows({**CALL, **parts})] == subjects


@pytest.mark.parametrize(
    ("parts", "data"),
    [
        ({}, "identity"),
        ({"table": {"name": "t"}}, "identity"),
        ({"table": {"data_classification": {"category_id": 99}}}, "identity"),
        ({"table": {"data_classification": {"category_id": 3}}}, "property"),
        ({"database": {"data_classifications": [{"category_id": 3}]}}, "property"),
    ],
)
def test_the_data_is_the_classified_one_else_the_configured_one(event, told, parts, data):
    assert event(STORE, **parts)["data"] == data
    [row] = told(Ocsf(data="health"), {**STORE, **parts})
    assert row["data"] == data.replace("identity", "health")


def test_a_log_on_opens_no_data(event):
    assert event(LOGON)["data"] == ""


def test_a_class_of_data_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="data is one of identity, location"):
        Ocsf(data="secrets")


@pytest.mark.parametrize(
    ("parts", "clock"),
    [
        ({}, "1772845511000"),
        ({"time_dt": "2026-03-07T01:05:11Z"}, "1772845511000"),
        ({"time": None, "time_dt": "2026-03-07T01:05:11.000Z"}, "2026-03-07T01:05:11.000Z"),
    ],
)
def test_the_time_is_a_number_else_a_text(event, parts, clock):
    assert event(CALL, **parts)["clock"] == clock


@pytest.mark.parametrize(
    ("record", "wrong"),
    [
        (CALL, ""),
        ("{", "not JSON"),
        ([1], "class_uid: blank"),
        ({}, "class_uid: blank"),
        ({**CALL, "time": None}, "time: blank"),
        ({**CALL, "actor": {"user": {"name": " "}}}, "actor: blank"),
        ({**CALL, "actor": "g001"}, "actor: blank"),
    ],
)
def test_a_record_that_lacks_what_an_event_needs_is_wrong(rows, record, wrong):
    assert rows({**CALL, "class_uid": 4001}, record)[1]["wrong"] == wrong


@pytest.mark.parametrize(
    ("source", "place"),
    [({}, ""), ({"uid": "i-1"}, "i-1"), ({"hostname": "h", "uid": "i-1"}, "h"),
     ({"ip": "10.1.1.5", "hostname": "h"}, "10.1.1.5")],
)  # fmt: skip
def test_the_place_is_an_address_else_a_name(event, source, place):
    assert event(CALL, src_endpoint=source)["place"] == place
