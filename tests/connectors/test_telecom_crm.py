import pytest

from connectors.telecom_crm import BUSINESS, TelecomCrm
from leakwatch.events import ACTIONS, DATA


def look(**cells):
    return {"工号": "G001", "业务类型": "机主信息查询", "查询号码": "10000000001", **cells}


@pytest.fixture
def event(given):
    return lambda **cells: given(TelecomCrm(), look(**cells))[0]


def test_every_business_gives_an_action_and_a_class_of_data_the_house_knows():
    actions, data = zip(*BUSINESS.values(), strict=True)
    assert set(actions) <= set(ACTIONS)
    assert set(data) - {None} <= set(DATA)


@pytest.mark.parametrize("word", sorted(BUSINESS))
def test_a_business_is_told_by_its_whole_word(event, word):
    action, data = BUSINESS[word]
    assert (event(业务类型=word)["action"], event(业务类型=word)["data"]) == (action, data or "")


@pytest.mark.parametrize("word", ["机主信息", "通话详单查询2", "view", "登录日志"])
def test_a_business_nobody_knows_stays_as_written(event, word):
    assert event(业务类型=word)["action"] == word
    assert event(业务类型=word)["data"] == ""


@pytest.mark.parametrize("cell", [None, "否", "N", "0", "不是", "false"])
def test_a_look_that_was_not_exported_stays_a_look(event, cell):
    assert event(是否导出=cell)["action"] == "view"


@pytest.mark.parametrize("cell", ["是", "Y", "1", "true", "√"])
@pytest.mark.parametrize("word", ["机主信息查询", "名单查询", "通话详单查询"])
def test_an_export_is_an_export_whatever_the_business(event, cell, word):
    assert event(是否导出=cell, 业务类型=word)["action"] == "export"


@pytest.mark.parametrize(("cell", "ok"), [(None, "true"), ("成功", "true"), ("失败", "false")])
def test_a_result_that_is_missing_counts_as_success(event, cell, ok):
    assert event(操作结果=cell)["ok"] == ok


@pytest.mark.parametrize(
    ("word", "result", "action"),
    [
        ("登录", "成功", "login"),
        ("登录", None, "login"),
        ("机主信息查询", "失败", "view"),
        ("登录", "失败", "login_failed"),
    ],
)
def test_only_a_login_that_failed_is_a_failed_login(event, word, result, action):
    assert event(业务类型=word, 操作结果=result)["action"] == action


def test_the_work_order_is_the_case_before_the_call(event):
    assert event(来电流水号="LD1")["case"] == "LD1"
    assert event(工单号="GD1", 来电流水号="LD1")["case"] == "GD1"
    assert event()["case"] == ""


@pytest.mark.parametrize(
    ("cell", "rows"), [("1,024", "1024"), ("１２", "12"), ("0", "0"), ("许多", ""), (None, "")]
)
def test_rows_are_a_number_or_nothing(event, cell, rows):
    assert event(返回条数=cell)["rows"] == rows


def test_the_name_of_the_operator_is_not_taken(event):
    assert "甲某" not in event(操作员姓名="甲某").values()
