import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.telecom_4a import ACTION, Telecom4a
from connectors.terms.telecom import WORDS
from leakwatch.events import ACTIONS, DATA

PHONE, ID_NO = "10000000001", "99010119900101003X"
LINE = {"subAcctName": "G001", "operateTime": "2026-03-07 09:05:11", "operateTypeCode": "4"}


@pytest.fixture
def events(told):
    return lambda *lines: told(Telecom4a(), *({**LINE, **line} for line in lines))


@pytest.fixture
def event(events):
    return lambda **fields: events(fields)[0]


@pytest.fixture
def subjects(events):
    """The subject and the rows that texts of operateContent hold."""

    def said(*contents):
        rows = events(*({"operateContent": content} for content in contents))
        return [(row["subject"], row["rows"]) for row in rows]

    return said


def test_every_code_gives_an_action_and_every_word_a_class_of_data_the_house_knows():
    assert set(ACTION.values()) <= set(ACTIONS)
    assert set(WORDS) <= set(DATA)


def test_a_code_may_come_as_a_number(events):
    codes = [*ACTION, *map(int, ACTION)]
    said = [row["action"] for row in events(*({"operateTypeCode": code} for code in codes))]
    expected = {code: ACTION[str(code)] for code in codes}
    assert dict(zip(codes, said, strict=True)) == expected


def test_a_code_nobody_knows_stays_as_written(events):
    codes = ["0", "9", "44", "-1", "查询"]
    rows = events(*({"operateTypeCode": code} for code in codes))
    assert [(row["action"], row["wanted"]) for row in rows] == [(code, "true") for code in codes]


def test_a_log_out_is_dropped_and_nothing_else(events):
    rows = events(*({"operateTypeCode": code} for code in ("7", "88", "8", 8)))
    assert [row["wanted"] for row in rows] == ["true", "true", "false", "false"]


RESULTS = [
    ("7", 0, "login", "true"),
    ("7", None, "login", "true"),
    ("4", "1", "view", "false"),
    ("6", -1, "export", "false"),
    ("7", "1", "login_failed", "false"),
    (7, "-1", "login_failed", "false"),
]


def test_only_a_login_that_failed_is_a_failed_login(events):
    rows = events(*(
        {"operateTypeCode": code, "operateResult": result} for code, result, *_ in RESULTS
    ))  # fmt: skip
    for row, (*told, action, ok) in zip(rows, RESULTS, strict=True):
        assert (row["action"], row["ok"]) == (action, ok), told


NOBODY = [
    "", None, "号码", "2026-03-07 09:05:11", "流水20260307090511", "工单20260307001", "1000000000",
    "100000000012", f"9{PHONE}", f"{PHONE}9", f"GD{PHONE}", f"{PHONE}A", "9901011990010100",
    "9901011990010100331", "A99010119900101003X", "99010119900101003XY", "10.1.1.5:8080",
    "00000000001", "1000-000-0001",
]  # fmt: skip


def test_what_only_looks_like_a_person_is_none(subjects):
    assert subjects(*NOBODY) == [("", "")] * len(NOBODY)


FORMS = [
    "{}", "号码{}", "号码={}，查询", "phone: {};", '{{"phone":"{}"}}', "({})", "a {} b", "n_{}",
    "+86{}", "86-{}", "流水123456789012345 {}", "{}元",
]  # fmt: skip


def test_a_person_is_found_wherever_the_number_stands_alone(subjects):
    for key in (PHONE, ID_NO, "990101199001010017", "02110000001"):
        found = subjects(*(form.format(key) for form in FORMS))
        assert dict(zip(FORMS, found, strict=True)) == dict.fromkeys(FORMS, (key, ""))


def test_the_first_number_counts_and_an_id_number_is_taken_whole(events):
    rows = events(*({"operateContent": content} for content in [
        f"{PHONE},{ID_NO}", f"{ID_NO},{PHONE}", "990101100000000010", f"{ID_NO.lower()}",
        "１００００００００２１",
    ]))  # fmt: skip
    kinds = [(row["subject"], row["subject_kind"], row["phone"], row["id_no"]) for row in rows]
    assert kinds == [
        (PHONE, "phone", PHONE, ""), (ID_NO, "id_no", "", ID_NO),
        ("990101100000000010", "id_no", "", "990101100000000010"),
        (ID_NO.lower(), "id_no", "", ID_NO.lower()), ("10000000021", "phone", "10000000021", ""),
    ]  # fmt: skip


def test_a_masked_or_broken_key_is_handed_on_for_the_core_to_tell(subjects):
    keys = ["100****0001", "990101********003X", "1.00E+10"]
    assert subjects(*(f"号码={key}，条数=1" for key in keys)) == [(key, "1") for key in keys]


def test_a_number_of_json_is_a_text_like_others(subjects):
    assert subjects(10000000001, {"phone": 10000000001, "rows": 3}) == [(PHONE, ""), (PHONE, "")]


def test_what_only_looks_like_a_count_is_none(subjects):
    texts = ["条数", "条数=", "条数=many", "rows", "arrows=5", "max_rows=5", "rowset=5", "条数 5",
             "rows=-5"]  # fmt: skip
    assert dict(zip(texts, subjects(*texts), strict=True)) == dict.fromkeys(texts, ("", ""))


COUNTS = {
    "条数=5": "5", "条数：5": "5", "条数 ＝ ５": "5", "总条数:5": "5", "rows=0": "0",
    "ROWS=12,x": "12", f"rows=5,{PHONE}": "5", f"{PHONE},rows=1,024": "1024",
    "条数=１，０２４": "1024", "rows=1,02": "1", "page=2&rows=7": "7",
}  # fmt: skip


def test_a_count_is_told_in_any_of_its_styles(subjects):
    found = [rows for _, rows in subjects(*COUNTS)]
    assert dict(zip(COUNTS, found, strict=True)) == COUNTS


MENUS = [
    (None, None, "identity"),
    ("客户查询", "查询", "identity"),
    ("单详", "位", "identity"),
    ("客户", "话单导出", "call_record"),
    ("位置查询", "详单", "call_record"),
    ("位置", None, "location"),
    ("征信", "账单", "credit"),
    (None, "实名照片", "biometric"),
    ("账单", "查询", "transaction"),
]


def test_the_data_is_told_by_a_word_of_the_menu_or_the_operation(events):
    rows = events(*({"menuName": menu, "operateName": deed} for menu, deed, _ in MENUS))
    assert [(*told[:2], row["data"]) for row, told in zip(rows, MENUS, strict=True)] == MENUS


def test_a_line_without_a_required_field_is_wrong(events):
    for field in LINE:
        rows = events({}, *({field: nothing} for nothing in (None, "", " ")))
        assert [row["wrong"] for row in rows] == ["", *[f"{field}: blank"] * 3]


def test_a_line_that_is_no_json_is_called_so(told):
    assert [row["wrong"] for row in told(Telecom4a(), LINE, "{", "[1]")] == [
        "", "not JSON", "subAcctName: blank",
    ]  # fmt: skip


def test_the_platforms_own_account_may_be_missing_and_is_not_taken(event):
    assert event(mainAcctName="zhangsan")["actor"] == event()["actor"] == "G001"


@pytest.fixture(scope="module")
def at_once(emits):
    """Subjects of many texts in one go."""
    import pyarrow as pa

    def said(contents):
        records = [json.dumps({**LINE, "operateContent": content}) for content in contents]
        lines = pa.array(range(len(records)), pa.int64())
        found = emits(Telecom4a(), pa.table({"line": lines, "record": records}))
        return [row["subject"] for row in found]

    return said


TEXTS = st.lists(st.text(alphabet="10 a号,+*", min_size=1, max_size=30), min_size=20, max_size=40)


@settings(max_examples=max(1, settings().max_examples // 4))
@given(TEXTS)
def test_a_phone_is_found_just_where_eleven_digits_stand_alone(at_once, contents):
    """The simple way: cut at whatever is no digit or letter, look at each part."""
    for content, found in zip(contents, at_once(contents), strict=True):
        parts = "".join(sign if sign in "10a*" else " " for sign in content).split()
        alone = [part for part in parts if len(part) == 11 and set(part) <= {"0", "1"}]
        phones = [part for part in alone if part[0] == "1" or part[:2] == "01"]
        ids = [part for part in parts if len(part) == 18 and set(part) <= {"0", "1"}]
        if "*" not in content:
            assert found == next((part for part in parts if part in phones + ids), "")
