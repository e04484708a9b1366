import pytest

from connectors.insurance_policy import InsurancePolicy
from connectors.terms.insurance import ACTION
from leakwatch.events import ACTIONS

ROW = {"管理机构": "86330100", "操作员": "op077", "操作日期": "2026-03-07", "操作时间": "09:05:11",
       "功能菜单": "保单查询", "保单号": "TEST000000000001"}  # fmt: skip


@pytest.fixture
def event(given):
    return lambda **cells: given(InsurancePolicy(), ROW | cells)[0]


def test_every_menu_gives_an_action_the_house_knows():
    assert set(ACTION.values()) <= set(ACTIONS)


@pytest.mark.parametrize("menu", sorted(ACTION))
def test_a_menu_is_told_by_its_whole_word(event, menu):
    assert event(功能菜单=menu)["action"] == ACTION[menu]


@pytest.mark.parametrize("menu", ["保单", "保单查询2", "理赔", "保全受理", "登录日志"])
def test_a_menu_nobody_knows_stays_as_written(event, menu):
    said = event(功能菜单=menu)
    assert (said["action"], said["data"]) == (menu, "property")


@pytest.mark.parametrize(
    ("menu", "data"),
    [("保单查询", "property"), ("保单列表", "property"), ("保单导出", "property"),
     ("续期清单", "property"), ("理赔查询", "health"), ("登录", "")],
)  # fmt: skip
def test_claims_are_about_health_and_a_log_in_about_nobody(event, menu, data):
    assert event(功能菜单=menu)["data"] == data


@pytest.mark.parametrize("cell", [None, "否", "N", "0", "false", "导出"])
def test_what_was_not_exported_stays_a_look(event, cell):
    assert event(导出标志=cell)["action"] == "view"


@pytest.mark.parametrize("cell", ["是", "Y", "1", "true", "√"])
@pytest.mark.parametrize("menu", ["保单查询", "续期清单", "保全受理"])
def test_an_export_is_an_export_whatever_the_menu(event, cell, menu):
    assert event(导出标志=cell, 功能菜单=menu)["action"] == "export"


@pytest.mark.parametrize(
    ("menu", "result", "action"),
    [
        ("登录", None, "login"),
        ("登录", "成功", "login"),
        ("保单查询", "失败", "view"),
        ("登录", "失败", "login_failed"),
        ("登录", "失败：密码错误", "login_failed"),
    ],
)
def test_only_a_log_in_that_failed_is_a_failed_log_in(event, menu, result, action):
    assert event(功能菜单=menu, 操作结果=result)["action"] == action


@pytest.mark.parametrize(
    ("result", "ok"), [(None, "true"), ("成功", "true"), ("拒绝", "true"), ("失败", "false")]
)
def test_a_result_that_says_no_failure_counts_as_success(event, result, ok):
    assert event(操作结果=result)["ok"] == ok


def test_results_never_seen_are_to_be_reported():
    assert "拒绝" not in InsurancePolicy().known["操作结果"]


@pytest.mark.parametrize(
    ("day", "time", "clock"),
    [
        ("2026-03-07", "09:05:11", "2026-03-07 09:05:11"),
        ("2026/3/7 0:00", "9:05", "2026/3/7 9:05"),
        ("20260307", "090511", "20260307 090511"),
        ("2026-03-07", "2026-03-07 09:05:11", "2026-03-07 09:05:11"),
        ("46088", "0.378599537", "46088 0.378599537"),
        ("2026-03-07", None, ""),
        (None, "09:05:11", ""),
    ],
)
def test_date_and_time_come_from_two_cells(event, day, time, clock):
    assert event(操作日期=day, 操作时间=time)["clock"] == clock


def test_what_was_searched_for_is_not_taken(event):
    assert not [cell for cell in event(查询条件="姓名=甲某").values() if "甲某" in cell]


def test_phone_and_id_number_stand_beside_the_policy(event):
    said = event(投保人手机="10000000001", 投保人证件号="990101199001010017", 保单归属机构="8644")
    assert (said["subject"], said["phone"], said["id_no"], said["owner"]) == (
        "TEST000000000001", "10000000001", "990101199001010017", "8644",
    )  # fmt: skip
