import pytest

from connectors.telecom_vault import TelecomVault

CELLS = {"loginNo": "A1", "sceneId": "S1", "yyyyMMddHHmmss": "20260307211409"}


@pytest.fixture
def approval(given):
    return lambda **cells: given(TelecomVault(), {**CELLS, **cells})[0]


@pytest.mark.parametrize(
    ("scene", "data"),
    [
        (None, "identity"),
        ("机主信息", "identity"),
        ("清单查询", "identity"),
        ("客户详单查询", "call_record"),
        ("话单导出", "call_record"),
        ("实时位置", "location"),
        ("征信报告", "credit"),
        ("实名信息", "biometric"),
        ("证件照片", "biometric"),
        ("账单", "transaction"),
    ],
)
def test_the_data_is_told_by_a_word_of_the_scene(approval, scene, data):
    assert approval(sceneName=scene)["data"] == data


@pytest.mark.parametrize("gold", [None, "0", "1"])
def test_every_line_is_an_approval_asked_for_by_the_account(approval, gold):
    found = approval(goldSwitch=gold, opCode="1246", appSessionId="SESS1", clientIP="10.1.1.5")
    assert found == {
        "line": "1", "clock": "20260307211409", "actor": "A1", "action": "approve",
        "data": "identity", "reason": "S1", "place": "10.1.1.5", "session": "SESS1",
    }  # fmt: skip


def test_the_server_is_no_place(approval):
    assert approval(serverIP="10.8.0.5")["place"] == ""


@pytest.mark.parametrize("end", ["", "|"])
def test_lines_are_read_by_position_with_and_without_a_pipe_at_the_end(told, end):
    line = "A1|S1|详单|1246|20260307211409|APP01|CRM|1|SESS1|10.8.0.5|10.1.1.5"
    [row] = told(TelecomVault(), line + end)
    assert (row["actor"], row["reason"], row["place"]) == ("A1", "S1", "10.1.1.5")


@pytest.mark.parametrize(
    "line", ["A1|S1|详单|1246|20260307", "A1|S|1|详单|1246|2|A|C|1|S|10.8|10.1|"]
)
def test_too_few_and_too_many_cells_are_no_row(told, line):
    good = "A2|S1|详单|1246|20260307211409|APP01|CRM|1|SESS1|10.8.0.5|10.1.1.5|"
    assert [row["actor"] for row in told(TelecomVault(), good, line)] == ["A2"]
