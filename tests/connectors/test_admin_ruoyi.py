import json

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from connectors.admin_ruoyi import ACTION, DATA, AdminRuoyi
from leakwatch.events import ACTIONS
from leakwatch.events import DATA as CLASSES

ROW = {"操作模块": "客户管理", "业务类型": "其它", "操作人员": "testuser", "状态": "正常"}
PHONE, CITIZEN = "10000000001", "990101199001010017"


@pytest.fixture
def event(given):
    return lambda **cells: given(AdminRuoyi(), ROW | cells)[0]


@pytest.fixture
def whose(event):
    """Who a call with these parameters was about, and what kind of key that is."""

    def said(asked, told=None):
        row = event(请求参数=asked, 返回参数=told)
        return row["subject"], row["subject_kind"]

    return said


def test_every_word_gives_an_action_and_a_class_of_data_the_house_knows():
    assert set(ACTION.values()) <= set(ACTIONS)
    assert set(DATA.values()) <= set(CLASSES)


@pytest.mark.parametrize(
    ("word", "action"),
    [
        ("导出", "export"), ("其它", "view"), ("其他", "view"), ("导入", "change"),
        ("新增", "change"), ("修改", "change"), ("删除", "change"), ("授权", "change"),
        ("清空数据", "change"),
        ("0", "view"), ("1", "change"), ("5", "export"), ("6", "change"), ("9", "change"),
    ],
)  # fmt: skip
def test_a_kind_of_call_is_told_by_its_whole_word_or_its_code(event, word, action):
    assert event(业务类型=word)["action"] == action


@pytest.mark.parametrize("word", ["强退", "生成代码", "查询", "导出2", "10", "7"])
def test_a_kind_nobody_knows_stays_as_written(event, word):
    assert event(业务类型=word)["action"] == word


@pytest.mark.parametrize("word", ["清空数据", "9"])
def test_who_wipes_a_log_is_told_apart_from_who_deletes_a_record(event, word):
    assert event(业务类型="删除")["reason"] == ""
    assert event(业务类型=word)["reason"] == "log_wiped"


@pytest.mark.parametrize(
    ("state", "ok"),
    [(None, "true"), ("正常", "true"), ("0", "true"), ("成功", "true"), ("10", "true"),
     ("未知", "true"), ("异常", "false"), ("1", "false"), ("失败", "false")],
)  # fmt: skip
def test_only_what_went_wrong_went_wrong(event, state, ok):
    assert event(状态=state)["ok"] == ok


@pytest.mark.parametrize(
    ("module", "data"),
    [("客户管理", "identity"), ("用户管理", "identity"), ("征信查询", "credit"),
     ("订单", "transaction"), ("患者档案", "health"), ("保单管理", "property")],
)  # fmt: skip
def test_the_module_tells_the_class_of_data(event, module, data):
    assert event(操作模块=module)["data"] == data


@pytest.mark.parametrize(
    "asked",
    [
        None, "", "{}", "{", "[]", "null", PHONE, CITIZEN, '{"phone":""}', '{"phone":null}',
        '{"phone":"无"}', '{"phoneType":"1"}', '{"phone":"12345"}', '{"hotel":"10000000001"}',
        '{"phone":{"a":1}}', f'{{"telegram":"{PHONE}"}}', f'{{"cardNo":"{CITIZEN}"}}',
        '{"idCard":"12345678901234"}', f'{{"idCard":"{CITIZEN}0"}}', '{"bidNo":"x1"}',
        '{"orderNum":"3"}', '{"userIds":[1,2]}', '{"id":5}', '{"deptId":5}', '{"customerId":null}',
        '{"customerId":"测试"}', '{"userName":"admin1"}', '{"params":{}}',
    ],
)  # fmt: skip
def test_what_names_nobody_is_about_nobody(whose, asked):
    assert whose(asked) == ("", "key")


SHAPES = [
    '{{"{name}":"{value}"}}', '{{"page":1,"{name}":"{value}","x":2}}', '{{"{name}":["{value}"]}}',
    '{{""{name}"":""{value}""}}', '{{\\"{name}\\":\\"{value}\\"}}', "{{{name}={value}}}",
    "{{'{name}': '{value}'}}", "x=1&{name}={value}&y=2", '{{"a":{{"{name}" : "{value}"}}}}',
    '{{"a":null,"{name}":"{value}","remark":"cut o',
]  # fmt: skip


NAMED = [
    *((name, PHONE, "phone") for name in (
        "phone", "phonenumber", "phoneNumber", "mobile", "contactMobile", "custPhone", "tel",
        "手机", "手机号", "客户手机号码", "联系电话")),
    *((name, CITIZEN, "id_no") for name in (
        "idCard", "idNo", "id_card", "idcardno", "userIdCard", "certNo", "identityNo",
        "identityCard", "身份证", "身份证号", "证件号码")),
    *((name, "C0007", "key") for name in (
        "customerId", "custNo", "patient_id", "policyNo", "客户编号", "病案号", "userId",
        "用户编号")),
    ("phone", "100****0001", "phone"), ("phone", "1.00E+10", "phone"),
    ("phone", "+86-100-0000-0001", "phone"), ("idCard", "9901**********0058", "id_no"),
    ("idNo", "9.90101E+17", "id_no"), ("idNo", "99010119900101003X", "id_no"),
    ("idNo", "990101900101007", "id_no"), ("证件号码", "E00000001", "key"),
    ("customerId", "1.23E+15", "key"),
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_key_is_found_under_its_name_however_it_is_quoted(given, shape):
    rows = [ROW | {"请求参数": shape.format(name=name, value=key)} for name, key, _ in NAMED]
    said = [(row["subject"], row["subject_kind"]) for row in given(AdminRuoyi(), *rows)]
    assert said == [(key, kind) for _, key, kind in NAMED]


@pytest.mark.parametrize("name", ["customerId", "userId"])
def test_a_key_may_be_a_number(whose, name):
    assert whose(f'{{"{name}":5}}') == ("5", "key")


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ({"phone": PHONE, "userId": 5}, PHONE),
        ({"phone": PHONE, "idCard": CITIZEN}, CITIZEN),
        ({"phone": PHONE, "idCard": CITIZEN, "customerId": "C1"}, "C1"),
        ({"phone": "", "mobile": PHONE}, PHONE),
    ],
)
def test_a_records_own_number_comes_first_and_a_users_last(whose, asked, subject):
    assert whose(json.dumps(asked))[0] == subject


def test_phone_and_id_number_stand_beside_the_record(event):
    asked = json.dumps({"phone": PHONE, "idCard": CITIZEN, "customerId": "C1"})
    said = event(请求参数=asked)
    assert (said["phone"], said["id_no"]) == (PHONE, CITIZEN)


def test_what_came_back_names_a_person_where_nothing_asked_does(whose):
    told = json.dumps({"code": 200, "data": {"customerId": 7, "phone": PHONE}})
    assert whose("{}", told) == ("7", "key")
    assert whose(json.dumps({"customerId": 8}), told) == ("8", "key")


@pytest.mark.parametrize("several", ["rows", "records", "list", "data"])
def test_the_first_of_a_list_is_not_whom_it_was_about(whose, several):
    told = json.dumps({several: [{"customerId": 7}, {"customerId": 8}]})
    assert whose("{}", told) == ("", "key")


@pytest.mark.parametrize(
    ("word", "asked", "told", "rows"),
    [
        ("其它", None, None, ""),
        ("其它", '{"pageNum":3}', '{"code":200}', ""),
        ("其它", '{"pageSize":"x"}', '{"subtotal":9}', ""),
        ("其它", '{"pageSize":10}', None, "10"),
        ("其它", '{"pageSize":["10"]}', None, "10"),
        ("其它", '{"pageSize":10}', '{"total":3}', "3"),
        ("其它", '{"pageSize":10}', '{"total":5000}', "10"),
        ("其它", None, '{"total":5000}', "5000"),
        ("其它", '{"pageSize":10}', '{"total":0}', "0"),
        ("导出", '{""pageSize"":5000}', None, "5000"),
        ("导出", '{"pageSize":10}', '{"total":5000}', "5000"),
        ("导出", None, '{""total"":5000}', "5000"),
    ],
)
def test_a_page_shows_what_was_asked_for_and_an_export_takes_all(event, word, asked, told, rows):
    assert event(业务类型=word, 请求参数=asked, 返回参数=told)["rows"] == rows


@pytest.mark.parametrize(("cell", "number"), [("981", "981"), (None, ""), ("x", "")])
def test_the_number_of_the_call_counts(event, cell, number):
    assert event(操作序号=cell)["sequence"] == number


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@drawn(st.dictionaries(st.text("abxyz名", min_size=1), st.text() | st.integers() | st.none()))
def test_a_key_is_found_whatever_stands_around_it(whose, around):
    asked = {**around, "phonenumber": PHONE, **{f"{name}后": around[name] for name in around}}
    assert whose(json.dumps(asked, ensure_ascii=False)) == (PHONE, "phone")
