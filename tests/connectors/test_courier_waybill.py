import pytest

from connectors.courier_waybill import ACTION, CourierWaybill
from leakwatch.events import ACTIONS

ROW = {"工号": "5712008", "网点编码": "571023", "操作类型": "查询", "运单号": "TEST7800000000001"}


@pytest.fixture
def event(given):
    return lambda **cells: given(CourierWaybill(), ROW | cells)[0]


def test_every_word_gives_an_action_the_house_knows():
    assert set(ACTION.values()) <= set(ACTIONS)


@pytest.mark.parametrize("word", sorted(ACTION))
def test_an_action_is_told_by_its_whole_word(event, word):
    assert event(操作类型=word)["action"] == ACTION[word]


@pytest.mark.parametrize("word", ["批量", "解密", "查询2", "view ", "出库扫描", "登录日志"])
def test_a_word_nobody_knows_stays_as_written(event, word):
    said = event(操作类型=word)
    assert (said["action"], said["data"]) == (word, "identity")


@pytest.mark.parametrize("word", [word for word in ACTION if word != "登录"])
def test_whatever_is_done_with_a_waybill_is_done_with_an_identity(event, word):
    assert event(操作类型=word)["data"] == "identity"


def test_a_log_in_shows_nobodys_data(event):
    assert event(操作类型="登录", 运单号=None)["data"] == ""


@pytest.mark.parametrize(
    ("origin", "destination", "owner"),
    [
        (None, None, ""),
        ("020011", None, ""),
        ("020011", "028107", "028107"),
        (None, "028107", "028107"),
        ("5710", "028107", "028107"),
        ("571023", "028107", "571023"),
        ("571023", None, "571023"),
        ("020011", "571023", "571023"),
        ("571023", "571023", "571023"),
    ],
)
def test_a_waybill_is_the_destinations_unless_it_was_sent_here(event, origin, destination, owner):
    assert event(始发网点=origin, 目的网点=destination)["owner"] == owner


@pytest.mark.parametrize("header", ["始发网点", "目的网点"])
def test_an_outlet_written_by_its_name_is_the_operators_all_the_same(event, header):
    assert event(网点名称="余杭一部", **{header: "余杭一部"})["owner"] == "571023"


def test_another_outlets_name_stays_another_outlet(event):
    assert event(网点名称="余杭一部", 目的网点="余杭二部")["owner"] == "余杭二部"


@pytest.mark.parametrize("cell", [None, "否", "N", "0", "false", "部分"])
def test_a_waybill_shown_whole_is_not_masked(event, cell):
    assert event(面单脱敏=cell)["masked"] == "false"


@pytest.mark.parametrize("cell", ["是", "Y", "1", "true", "√"])
def test_a_masked_waybill_is_masked(event, cell):
    assert event(面单脱敏=cell)["masked"] == "true"


def test_the_task_is_the_case_before_the_ticket(event):
    assert event()["case"] == ""
    assert event(客服工单号="KF1")["case"] == "KF1"
    assert event(派件任务号="PJ1", 客服工单号="KF1")["case"] == "PJ1"


def test_the_phone_stands_beside_the_waybill(event):
    said = event(收件人手机="10000000001")
    assert (said["subject"], said["phone"]) == ("TEST7800000000001", "10000000001")


@pytest.mark.parametrize(("cell", "rows"), [("1,024", "1024"), ("０", "0"), ("一", ""), (None, "")])
def test_rows_are_a_number_or_nothing(event, cell, rows):
    assert event(返回条数=cell)["rows"] == rows
