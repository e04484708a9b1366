import pytest

from connectors.credit_flow import CreditFlow
from leakwatch.events import ACTIONS

ROW = {"user_sys_id": "L001", "query_time": "2026-03-07 09:05:11", "status": "06", "org_id": "B01",
       "identity_document": "990101199001010017", "query_reason": "02"}  # fmt: skip


@pytest.fixture
def events(given):
    """What it says of rows that differ in these cells; one query tells of all."""
    return lambda *rows: given(CreditFlow(), *(ROW | cells for cells in rows))


@pytest.fixture
def event(events):
    return lambda **cells: events(cells)[0]


STATES = [
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
]


def test_the_status_tells_what_was_seen(events):
    rows = events(*({"status": status} for status, *_ in STATES))
    assert [(row["action"], row["rows"], row["ok"]) for row in rows] == [
        tuple(said) for _, *said in STATES
    ]
    assert {action for _, action, *_ in STATES} <= set(ACTIONS)


def test_a_status_is_its_code_however_it_is_written(events):
    written = ["5", "０５", "05.0", "05 未查得", "05-未查得"]
    said = [row["rows"] for row in events(*({"status": status} for status in written))]
    assert dict(zip(written, said, strict=True)) == dict.fromkeys(written, "0")


def test_another_number_is_another_status(events):
    written = ["50", "005", "x05"]
    said = [row["rows"] for row in events(*({"status": status} for status in written))]
    assert dict(zip(written, said, strict=True)) == dict.fromkeys(written, "")


def test_what_nobody_saw_nobody_printed(events):
    unseen = ["01", "03", "04", "05", "07", "09", "12"]
    rows = events(*({"status": status, "is_print": "1"} for status in unseen))
    assert len(rows) == len(unseen)
    assert "print" not in {row["action"] for row in rows}


def test_a_printed_report_is_a_print(events):
    cells = {None: "view", "0": "view", "1": "print"}
    for status in ("02", "06", "08"):
        rows = events(*({"status": status, "is_print": cell} for cell in cells))
        said = [row["action"] for row in rows]
        assert dict(zip(cells, said, strict=True)) == cells, status


def test_a_status_that_no_list_knows_is_to_be_reported():
    known = CreditFlow().known["status"]
    assert {"01", "1", "06", "6", "12"} <= set(known)
    assert {"08", "00", "", "2.0"}.isdisjoint(known)


def test_a_report_from_the_cache_is_a_look_like_any_other(events):
    plain, *cached = events({}, *({"internal": internal} for internal in (None, "1", "2", "3")))
    assert [{**row, "line": "1"} for row in cached] == [plain] * 4


def test_a_query_that_was_stopped_before_it_was_sent_is_no_look(events):
    stopped = [{"status": status} for status in ("01", "03", "9", "12")]
    assert [row["wanted"] for row in events(*stopped)] == ["true"] * 4
    rows = events(*({**cells, "query_time": None} for cells in stopped))
    assert [row["wanted"] for row in rows] == ["false"] * 4


def test_a_look_without_a_time_is_kept_for_the_quarantine(events):
    states = ["02", "04", "06", None]
    rows = events(*({"status": status, "query_time": None} for status in states))
    assert [row["wanted"] for row in rows] == ["true"] * 4


def test_a_login_that_failed_has_the_time_it_was_asked_for(event):
    asked = {"application_time": "2026-03-07 09:00:00", "status": "07"}
    assert event(**asked)["clock"] == "2026-03-07 09:05:11"
    assert event(query_time=None, **asked)["clock"] == "2026-03-07 09:00:00"


@pytest.fixture
def documents(events):
    """Subject, kind and number of the person, of rows with these documents."""

    def said(numbers):
        rows = events(*({"identity_document": number} for number in numbers))
        return [(row["subject"], row["subject_kind"], row["id_no"]) for row in rows]

    return said


def test_an_id_number_is_the_subject_and_stands_beside_it(documents):
    numbers = [
        "990101199001010017", "99010119900101003x", "９９０１０１１９９００１０１００３Ｘ",
        "'990101199001010017", '="990101900101007"', "990101900101007", "9901**********0058",
        "9.90101E+17",
    ]  # fmt: skip
    assert documents(numbers) == [(number, "id_no", number) for number in numbers]


def test_another_document_is_a_key(documents):
    numbers = ["E00000001", "H00000000", "军字第000001号", "99010119900101"]
    assert documents(numbers) == [(number, "key", "") for number in numbers]


def test_the_reason_is_the_bureaus_code(events):
    reasons = {"2": "02", "贷后管理": "01", "本人查询": "本人查询", None: ""}
    said = [row["reason"] for row in events(*({"query_reason": each} for each in reasons))]
    assert dict(zip(reasons, said, strict=True)) == reasons


def test_the_letter_of_authority_is_no_case(event):
    assert event(warrant="SQS001")["case"] == ""
    assert event(warrant="SQS001", loan_application="SQ1")["case"] == "SQ1"
