import pytest

from connectors.credit_flow import CreditFlow
from leakwatch.events import ACTIONS

ROW = {"user_sys_id": "L001", "query_time": "2026-03-07 09:05:11", "status": "06", "org_id": "B01",
       "identity_document": "990101199001010017", "query_reason": "02"}  # fmt: skip


@pytest.fixture
def event(given):
    return lambda **cells: given(CreditFlow(), ROW | cells)[0]


@pytest.mark.parametrize(
    ("status", "action", "rows", "ok"),
    [
        ("01", "search", "", "false"),
        ("02", "view", "", "true"),
        ("03", "search", "", "false"),
        ("04", "view", "0", "false"),
        ("05", "view", "0", "true"),
        ("06", "view", "1", "true"),
        ("07", "login_failed", "", "false"),
        ("09", "search", "", "false"),
        ("12", "search", "", "false"),
        ("08", "view", "", "true"),
        ("完成", "view", "", "true"),
        (None, "view", "", "true"),
    ],
)
def test_the_status_tells_what_was_seen(event, status, action, rows, ok):
    said = event(status=status)
    assert (said["action"], said["rows"], said["ok"]) == (action, rows, ok)
    assert action in ACTIONS


@pytest.mark.parametrize("written", ["5", "０５", "05.0", "05 未查得", "05-未查得"])
def test_a_status_is_its_code_however_it_is_written(event, written):
    assert event(status=written)["rows"] == "0"


@pytest.mark.parametrize("written", ["50", "005", "x05"])
def test_another_number_is_another_status(event, written):
    assert event(status=written)["rows"] == ""


@pytest.mark.parametrize("status", ["01", "03", "04", "05", "07", "09", "12"])
def test_what_nobody_saw_nobody_printed(event, status):
    assert event(status=status, is_print="1")["action"] != "print"


@pytest.mark.parametrize("status", ["02", "06", "08"])
@pytest.mark.parametrize(("cell", "action"), [(None, "view"), ("0", "view"), ("1", "print")])
def test_a_printed_report_is_a_print(event, status, cell, action):
    assert event(status=status, is_print=cell)["action"] == action


def test_a_status_that_no_list_knows_is_to_be_reported():
    known = CreditFlow().known["status"]
    assert {"01", "1", "06", "6", "12"} <= set(known)
    assert {"08", "00", "", "2.0"}.isdisjoint(known)


@pytest.mark.parametrize("internal", [None, "1", "2", "3"])
def test_a_report_from_the_cache_is_a_look_like_any_other(event, internal):
    assert event(internal=internal) == event()


@pytest.mark.parametrize("status", ["01", "03", "9", "12"])
def test_a_query_that_was_stopped_before_it_was_sent_is_no_look(event, status):
    assert event(status=status)["wanted"] == "true"
    assert event(status=status, query_time=None)["wanted"] == "false"


@pytest.mark.parametrize("status", ["02", "04", "06", None])
def test_a_look_without_a_time_is_kept_for_the_quarantine(event, status):
    assert event(status=status, query_time=None)["wanted"] == "true"


def test_a_login_that_failed_has_the_time_it_was_asked_for(event):
    asked = {"application_time": "2026-03-07 09:00:00", "status": "07"}
    assert event(**asked)["clock"] == "2026-03-07 09:05:11"
    assert event(query_time=None, **asked)["clock"] == "2026-03-07 09:00:00"


@pytest.mark.parametrize(
    "number",
    ["990101199001010017", "99010119900101003x", "９９０１０１１９９００１０１００３Ｘ",
     "'990101199001010017", '="990101900101007"', "990101900101007", "9901**********0058",
     "9.90101E+17"],
)  # fmt: skip
def test_an_id_number_is_the_subject_and_stands_beside_it(event, number):
    said = event(identity_document=number)
    assert (said["subject"], said["subject_kind"], said["id_no"]) == (number, "id_no", number)


@pytest.mark.parametrize("number", ["E00000001", "H00000000", "军字第000001号", "99010119900101"])
def test_another_document_is_a_key(event, number):
    said = event(identity_document=number)
    assert (said["subject"], said["subject_kind"], said["id_no"]) == (number, "key", "")


@pytest.mark.parametrize(
    ("written", "reason"), [("2", "02"), ("贷后管理", "01"), ("本人查询", "本人查询"), (None, "")]
)
def test_the_reason_is_the_bureaus_code(event, written, reason):
    assert event(query_reason=written)["reason"] == reason


def test_the_letter_of_authority_is_no_case(event):
    assert event(warrant="SQS001")["case"] == ""
    assert event(warrant="SQS001", loan_application="SQ1")["case"] == "SQ1"
