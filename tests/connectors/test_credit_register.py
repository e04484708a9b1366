import pytest

from connectors.credit_register import CreditRegister

CODES = {
    "01": "贷后管理", "02": "贷款审批", "03": "信用卡审批", "08": "担保资格审查", "09": "司法调查",
    "16": "公积金提取复核查询", "18": "股指期货开户", "19": "特约商户实名审查", "20": "保前审查",
    "21": "保后管理", "22": "法人代表、负责人、高管等资信审查", "23": "客户准入资格审查",
    "24": "融资审批", "25": "资信审查", "26": "额度审批",
}  # fmt: skip


ROW = {"查询员": "L001", "证件号码": "990101199001010017", "查询原因": "02"}


@pytest.fixture
def events(given):
    """What it says of rows that differ in these cells; one query tells of all."""
    return lambda *rows: given(CreditRegister(), *(ROW | cells for cells in rows))


@pytest.fixture
def event(events):
    return lambda **cells: events(cells)[0]


@pytest.fixture
def reasons(events):
    """The reason of each that is written so."""

    def said(written):
        rows = events(*({"查询原因": each} for each in written))
        return dict(zip(written, [row["reason"] for row in rows], strict=True))

    return said


def test_a_reason_is_its_code_however_it_is_written(reasons):
    shapes = ["{code}", "{words}", "{code} {words}", "{code}-{words}", "{code}{words}",
              "{words}({code})", "{code}.0"]  # fmt: skip
    codes = {
        shape.format(code=code, words=words): code
        for shape in shapes for code, words in CODES.items()
    }  # fmt: skip
    assert len(codes) == len(shapes) * len(CODES)
    assert reasons(codes) == codes


def test_a_code_gets_its_leading_zero_back(reasons):
    assert reasons(["2", "２", "０２"]) == {"2": "02", "２": "02", "０２": "02"}


def test_a_reason_off_the_list_stays_as_written(reasons):
    written = ["本人查询", "异议核查", "2026年复核", "其他"]
    assert reasons(written) == {each: each for each in written}


def test_an_id_card_gives_an_id_number(events):
    kinds, number = [None, "身份证", "居民身份证", "0", "10"], "9901**********0058"
    rows = events(*({"证件类型": kind, "证件号码": number} for kind in kinds))
    said = [(row["subject_kind"], row["id_no"]) for row in rows]
    assert dict(zip(kinds, said, strict=True)) == dict.fromkeys(kinds, ("id_no", number))


def test_another_document_is_a_key(events):
    kinds, number = ["护照", "军官证", "香港身份证", "2"], "E00000001"
    rows = events(*({"证件类型": kind, "证件号码": number} for kind in kinds))
    said = [(row["subject"], row["subject_kind"], row["id_no"]) for row in rows]
    assert dict(zip(kinds, said, strict=True)) == dict.fromkeys(kinds, (number, "key", ""))


def test_what_reads_as_an_id_number_is_one_whatever_its_type_says(event):
    assert event(证件类型="其他")["subject_kind"] == "id_no"


def test_only_state_07_is_a_failed_login(events):
    states = [None, "06", "05", "02", "70", "失败"]
    said = [(row["action"], row["ok"]) for row in events(*({"状态": state} for state in states))]
    assert dict(zip(states, said, strict=True)) == dict.fromkeys(states, ("view", "true"))


def test_state_07_is_a_failed_login(events):
    rows = events(*({"状态": state, "是否打印信用报告": "是"} for state in ("07", "7")))
    assert [(row["action"], row["ok"]) for row in rows] == [("login_failed", "false")] * 2


def test_a_printed_report_is_a_print(events):
    rows = events(*({"是否打印信用报告": cell} for cell in (None, "否", "是")))
    assert [row["action"] for row in rows] == ["view", "view", "print"]


def test_nothing_found_is_no_row(events):
    rows = events(*({"是否查得": cell} for cell in (None, "是", "否")))
    assert [row["rows"] for row in rows] == ["", "1", "0"]


def test_the_name_of_the_person_is_not_taken(event):
    assert "甲某" not in event(被查询人姓名="甲某").values()
