import pytest

from connectors.credit_register import CreditRegister

CODES = {
    "01": "贷后管理", "02": "贷款审批", "03": "信用卡审批", "08": "担保资格审查", "09": "司法调查",
    "16": "公积金提取复核查询", "18": "股指期货开户", "19": "特约商户实名审查", "20": "保前审查",
    "21": "保后管理", "22": "法人代表、负责人、高管等资信审查", "23": "客户准入资格审查",
    "24": "融资审批", "25": "资信审查", "26": "额度审批",
}  # fmt: skip


@pytest.fixture
def event(given):
    def said(**cells):
        row = {"查询员": "L001", "证件号码": "990101199001010017", "查询原因": "02", **cells}
        return given(CreditRegister(), row)[0]

    return said


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("shape", ["{code}", "{words}", "{code} {words}", "{code}-{words}",
                                   "{code}{words}", "{words}({code})", "{code}.0"])  # fmt: skip
def test_a_reason_is_its_code_however_it_is_written(event, code, shape):
    assert event(查询原因=shape.format(code=code, words=CODES[code]))["reason"] == code


@pytest.mark.parametrize(("written", "code"), [("2", "02"), ("２", "02"), ("０２", "02")])
def test_a_code_gets_its_leading_zero_back(event, written, code):
    assert event(查询原因=written)["reason"] == code


@pytest.mark.parametrize("written", ["本人查询", "异议核查", "2026年复核", "其他"])
def test_a_reason_off_the_list_stays_as_written(event, written):
    assert event(查询原因=written)["reason"] == written


@pytest.mark.parametrize("kind", [None, "身份证", "居民身份证", "0", "10"])
def test_an_id_card_gives_an_id_number(event, kind):
    said = event(证件类型=kind, 证件号码="9901**********0058")
    assert (said["subject_kind"], said["id_no"]) == ("id_no", "9901**********0058")


@pytest.mark.parametrize("kind", ["护照", "军官证", "香港身份证", "2"])
def test_another_document_is_a_key(event, kind):
    said = event(证件类型=kind, 证件号码="E00000001")
    assert (said["subject"], said["subject_kind"], said["id_no"]) == ("E00000001", "key", "")


def test_what_reads_as_an_id_number_is_one_whatever_its_type_says(event):
    assert event(证件类型="其他")["subject_kind"] == "id_no"


@pytest.mark.parametrize("state", [None, "06", "05", "02", "70", "失败"])
def test_only_state_07_is_a_failed_login(event, state):
    said = event(状态=state)
    assert (said["action"], said["ok"]) == ("view", "true")


@pytest.mark.parametrize("state", ["07", "7"])
def test_state_07_is_a_failed_login(event, state):
    said = event(状态=state, 是否打印信用报告="是")
    assert (said["action"], said["ok"]) == ("login_failed", "false")


@pytest.mark.parametrize(("cell", "action"), [(None, "view"), ("否", "view"), ("是", "print")])
def test_a_printed_report_is_a_print(event, cell, action):
    assert event(是否打印信用报告=cell)["action"] == action


@pytest.mark.parametrize(("cell", "rows"), [(None, ""), ("是", "1"), ("否", "0")])
def test_nothing_found_is_no_row(event, cell, rows):
    assert event(是否查得=cell)["rows"] == rows


def test_the_name_of_the_person_is_not_taken(event):
    assert "甲某" not in event(被查询人姓名="甲某").values()
