"""Every header that real systems use is known, and means what they mean by it."""

import pytest

from leakwatch import plugins
from leakwatch.inferring.spelling import plain
from leakwatch.inferring.synonyms import AMBIGUOUS, FIELDS, KNOWN
from leakwatch.inferring.values import TESTS

HEADERS = {
    "actor": """
        工号 操作员 操作员工号 操作工号 操作人 操作人员 登录名 登录账号 用户编码 查询员
        查询用户号 柜员号 警号 员工编号 业务员代码 Operator loginNo subAcctName userId
        login_id 主账号 4A主账号 mainAcctName
    """,
    "": """
        操作员姓名 姓名 persionName personName 授权书编号 授权书 授权编号 WARRANT
        授权书到期日 金库审批单号 审批单号 审批编号
    """,
    "branch": """
        营业厅 营业厅编码 网点 网点编码 机构 机构代码 机构名称 所属机构 用户所属机构
        归属组织 管理机构 部门名称 科室 科室名称 病区 门店 ORG_ID ManageCom
    """,
    "clock": """
        操作时间 查询时间 时间 点击时间 执行时间 访问时间 创建时间 QUERY_TIME createTime
        operTime time 操作日期 入机日期 MakeDate 入机时间 MakeTime
    """,
    "place": """
        终端IP IP地址 IP 客户端IP 客户端ip 操作地址 源IP clientAddress CientIP clientIP
        userIp
    """,
    "device": "MAC地址 终端MAC MAC",
    "data": "功能编码 菜单名称 功能菜单 操作模块 模块 业务类型 opCode menuName sceneName 访问url",
    "phone": "查询号码 手机号码 手机号 服务号码 用户号码 phoneNo",
    "id_no": "客户证件号 证件号码 身份证号 身份证号码 投保人证件号",
    "subject": """
        运单号 快递单号 面单号 运单编号 waybillNo mailNo 保单号 保单号码 ContNo PolNo contno
        病案号 住院号 门诊号 就诊号 患者ID
    """,
    "reason": "查询原因 查询事由 打开原因 用途 REASON",
    "case": """
        工单号 工单编号 受理单号 派件任务号 业务流水号 案件号 赔案号 业务申请编号 申请编号
        进件编号 APPLYNO LOAN_APPLICATION
    """,
    "approver": "审批人 授权人 内部授权人 授权审批人 复核人 CHECKUSERID",
    "rows": "返回条数 查询条数 结果数 影响行数 记录数 消费件数 条数",
    "export": "是否导出 导出标志 是否下载 是否打印信用报告 IS_PRINT",
    "masked": "面单脱敏 是否脱敏 脱敏标志 模糊化",
    "ok": "状态 操作结果 是否查得 STATUS operateResult LogType",
}
LISTED = [(header, column) for column, text in HEADERS.items() for header in text.split()]


@pytest.mark.parametrize(("header", "column"), LISTED)
def test_a_header_of_the_list_means_its_column(header, column):
    assert column in {FIELDS[name].column for name in KNOWN[plain(header)]}


@pytest.mark.parametrize("header", ["用户名", "时间", "业务类型"])
def test_a_header_of_two_meanings_is_known_by_both(header):
    assert set(AMBIGUOUS[header]) <= set(KNOWN[plain(header)])


@pytest.mark.parametrize(
    "header", ["USER ID", "user_id", "User-Id", "userid", "用户 ID", "用户ID*"]
)
def test_how_a_header_is_spelt_does_not_matter(header):
    assert "account" in KNOWN[plain(header)]


@pytest.mark.parametrize("header", ["颜色", "colour", "备注", "usr", "姓 氏", "timer", "工"])
def test_other_headers_are_not_known(header):
    assert plain(header) not in KNOWN


def test_a_field_fills_a_column_of_the_table_or_none():
    columns = {field.column for field in FIELDS.values()} - {""}
    assert columns <= set(plugins.connector("table").schema())


def test_a_field_looks_like_something_we_can_tell():
    assert {field.shape for field in FIELDS.values()} <= {*TESTS, "word", "few", "key", ""}


def test_no_field_lists_a_header_twice():
    for name, field in FIELDS.items():
        assert len(set(field.headers)) == len(field.headers), name
