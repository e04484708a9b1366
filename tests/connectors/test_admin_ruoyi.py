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
def events(given):
    """What it says of rows that differ in these cells; one query tells of all."""
    return lambda *rows: given(AdminRuoyi(), *(ROW | cells for cells in rows))


@pytest.fixture
def whose(events):
    """Who calls with these parameters were about, and what kind of key that is."""

    def said(*asked, told=None):
        rows = events(*({"请求参数": each, "返回参数": told} for each in asked))
        return [(row["subject"], row["subject_kind"]) for row in rows]

    return said


@pytest.fixture
def told_of(events):
    """One column of what it says, for each word in another."""

    def said(column, of, words):
        rows = events(*({of: word} for word in words))
        return dict(zip(words, [row[column] for row in rows], strict=True))

    return said


def test_every_word_gives_an_action_and_a_class_of_data_the_house_knows():
    assert set(ACTION.values()) <= set(ACTIONS)
    assert set(DATA.values()) <= set(CLASSES)


def test_a_kind_of_call_is_told_by_its_whole_word_or_its_code(told_of):
    actions = {
        "导出": "export", "其它": "view", "其他": "view", "导入": "change", "新增": "change",
        "修改": "change", "删除": "change", "授权": "change", "清空数据": "change",
        "0": "view", "1": "change", "5": "export", "6": "change", "9": "change",
    }  # fmt: skip
    assert told_of("action", "业务类型", actions) == actions


def test_a_kind_nobody_knows_stays_as_written(told_of):
    words = ["强退", "生成代码", "查询", "导出2", "10", "7"]
    assert told_of("action", "业务类型", words) == {word: word for word in words}


def test_who_wipes_a_log_is_told_apart_from_who_deletes_a_record(told_of):
    reasons = {"删除": "", "清空数据": "log_wiped", "9": "log_wiped"}
    assert told_of("reason", "业务类型", reasons) == reasons


def test_only_what_went_wrong_went_wrong(told_of):
    states = {None: "true", "正常": "true", "0": "true", "成功": "true", "10": "true",
              "未知": "true", "异常": "false", "1": "false", "失败": "false"}  # fmt: skip
    assert told_of("ok", "状态", states) == states


def test_the_module_tells_the_class_of_data(told_of):
    modules = {"客户管理": "identity", "用户管理": "identity", "征信查询": "credit",
               "订单": "transaction", "患者档案": "health", "保单管理": "property"}  # fmt: skip
    assert told_of("data", "操作模块", modules) == modules


NOBODY = [
    None, "", "{}", "{", "[]", "null", PHONE, CITIZEN, '{"phone":""}', '{"phone":null}',
    '{"phone":"无"}', '{"phoneType":"1"}', '{"phone":"12345"}', '{"hotel":"10000000001"}',
    '{"phone":{"a":1}}', f'{{"telegram":"{PHONE}"}}', f'{{"cardNo":"{CITIZEN}"}}',
    '{"idCard":"12345678901234"}', f'{{"idCard":"{CITIZEN}0"}}', '{"bidNo":"x1"}',
    '{"orderNum":"3"}', '{"userIds":[1,2]}', '{"id":5}', '{"deptId":5}', '{"customerId":null}',
    '{"customerId":"测试"}', '{"userName":"admin1"}', '{"params":{}}',
]  # fmt: skip


def test_what_names_nobody_is_about_nobody(whose):
    assert dict(zip(NOBODY, whose(*NOBODY), strict=True)) == dict.fromkeys(NOBODY, ("", "key"))


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


def test_a_key_is_found_under_its_name_however_it_is_quoted(whose):
    named = {
        shape.format(name=name, value=key): (key, kind)
        for shape in SHAPES for name, key, kind in NAMED
    }  # fmt: skip
    assert len(named) == len(SHAPES) * len(NAMED)
    assert dict(zip(named, whose(*named), strict=True)) == named


def test_a_key_may_be_a_number(whose):
    assert whose('{"customerId":5}', '{"userId":5}') == [("5", "key")] * 2


ASKED = [
    ({"phone": PHONE, "userId": 5}, PHONE),
    ({"phone": PHONE, "idCard": CITIZEN}, CITIZEN),
    ({"phone": PHONE, "idCard": CITIZEN, "customerId": "C1"}, "C1"),
    ({"phone": "", "mobile": PHONE}, PHONE),
]


def test_a_records_own_number_comes_first_and_a_users_last(whose):
    found = whose(*(json.dumps(asked) for asked, _ in ASKED))
    assert [subject for subject, _ in found] == [subject for _, subject in ASKED]


def test_phone_and_id_number_stand_beside_the_record(events):
    asked = json.dumps({"phone": PHONE, "idCard": CITIZEN, "customerId": "C1"})
    [said] = events({"请求参数": asked})
    assert (said["phone"], said["id_no"]) == (PHONE, CITIZEN)


def test_what_came_back_names_a_person_where_nothing_asked_does(whose):
    told = json.dumps({"code": 200, "data": {"customerId": 7, "phone": PHONE}})
    asked = ["{}", json.dumps({"customerId": 8})]
    assert whose(*asked, told=told) == [("7", "key"), ("8", "key")]


def test_the_first_of_a_list_is_not_whom_it_was_about(told_of):
    people = [{"customerId": 7}, {"customerId": 8}]
    several = [json.dumps({name: people}) for name in ("rows", "records", "list", "data")]
    assert told_of("subject", "返回参数", several) == dict.fromkeys(several, "")
    assert told_of("subject_kind", "返回参数", several) == dict.fromkeys(several, "key")


PAGES = [
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
]


def test_a_page_shows_what_was_asked_for_and_an_export_takes_all(events):
    rows = events(*(
        {"业务类型": word, "请求参数": asked, "返回参数": told} for word, asked, told, _ in PAGES
    ))  # fmt: skip
    assert [(*case[:3], row["rows"]) for row, case in zip(rows, PAGES, strict=True)] == PAGES


def test_the_number_of_the_call_counts(told_of):
    numbers = {"981": "981", None: "", "x": ""}
    assert told_of("sequence", "操作序号", numbers) == numbers


AROUND = st.dictionaries(st.text("abxyz名", min_size=1), st.text() | st.integers() | st.none())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@drawn(st.lists(AROUND, min_size=8))
def test_a_key_is_found_whatever_stands_around_it(whose, several):
    asked = [
        json.dumps(
            {**around, "phonenumber": PHONE, **{f"{name}后": around[name] for name in around}},
            ensure_ascii=False,
        )
        for around in several
    ]
    assert dict(zip(asked, whose(*asked), strict=True)) == dict.fromkeys(asked, (PHONE, "phone"))
