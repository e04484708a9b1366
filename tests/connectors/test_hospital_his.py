import pytest

from connectors.hospital_his import ACTION, HospitalHis
from leakwatch.events import ACTIONS, DATA

ROW = {"工号": "D001", "科室代码": "0301", "科室名称": "内科", "岗位": "医师", "操作类型": "浏览",
       "病案号": "00012345"}  # fmt: skip


@pytest.fixture
def event(given):
    return lambda **cells: given(HospitalHis(), ROW | cells)[0]


def test_every_word_gives_an_action_the_house_knows():
    assert set(ACTION.values()) <= set(ACTIONS)


@pytest.mark.parametrize("word", sorted(ACTION))
def test_an_action_is_told_by_its_whole_word(event, word):
    assert event(操作类型=word)["action"] == ACTION[word]


@pytest.mark.parametrize("word", ["浏览器", "打印预览", "归档", "view2", "列"])
def test_a_word_nobody_knows_stays_as_written(event, word):
    assert event(操作类型=word)["action"] == word


@pytest.mark.parametrize(
    ("module", "data"),
    [
        (None, "health"),
        ("住院病历", "health"),
        ("收款", "health"),
        ("统一预约", "health"),
        ("系统方案", "health"),
        ("收费", "transaction"),
        ("门诊收费", "transaction"),
        ("统计", "statistics"),
        ("统方", "statistics"),
        ("门诊统方分析", "statistics"),
        ("收费统计", "statistics"),
    ],
)
def test_the_module_tells_the_class_of_data(event, module, data):
    assert event(模块=module)["data"] == data
    assert data in DATA


@pytest.mark.parametrize(
    ("given_department", "owner"),
    [(None, ""), ("内科", "内科"), ("0301", "内科"), ("0302", "0302"), ("急诊科", "急诊科")],
)
def test_a_record_belongs_to_the_patients_department(event, given_department, owner):
    said = event(患者科室=given_department)
    assert (said["branch"], said["owner"]) == ("内科", owner)


@pytest.mark.parametrize("flag", [None, "否", "N", "0", "false", "紧急"])
@pytest.mark.parametrize("why", [None, "会诊"])
def test_a_record_opened_without_urgency_has_only_its_reason(event, flag, why):
    assert event(紧急访问标志=flag, 打开原因=why)["reason"] == (why or "")


@pytest.mark.parametrize("flag", ["是", "Y", "1", "true", "√"])
@pytest.mark.parametrize(("why", "reason"), [(None, "break_glass"), ("抢救", "break_glass: 抢救")])
def test_the_glass_that_was_broken_stands_before_the_reason(event, flag, why, reason):
    assert event(紧急访问标志=flag, 打开原因=why)["reason"] == reason


@pytest.mark.parametrize("cell", [None, "2019-05-30", "不详"])
def test_the_birth_date_is_handed_on_as_written(event, cell):
    assert event(患者出生日期=cell)["birth"] == (cell or "")


def test_phone_and_id_number_stand_beside_the_record(event):
    said = event(患者手机="10000000001", 患者证件号="990101199001010017")
    assert (said["subject"], said["phone"], said["id_no"]) == (
        "00012345", "10000000001", "990101199001010017",
    )  # fmt: skip


def test_the_name_of_the_actor_is_not_taken(event):
    assert "甲某" not in event(姓名="甲某").values()
