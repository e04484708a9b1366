"""What logs call the columns of an event: headers in Chinese and English, as data."""

from __future__ import annotations

from dataclasses import dataclass

from leakwatch.inferring.spelling import plain


@dataclass(frozen=True)
class Field:
    """Something a log tells: the column of an event it fills (empty: none), and its headers.

    `shape` is what its values look like, one of `values.SHAPES`, or empty where they tell nothing.
    Headers are in the order of preference.
    """

    column: str
    shape: str
    headers: tuple[str, ...]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(header.strip() for header in text.split(",") if header.strip())


FIELDS: dict[str, Field] = {
    "account": Field("actor", "word", _listed(
        "工号, 操作员工号, 操作工号, 员工工号, 员工编号, 人员编号, 登录名, 登录账号, 登录用户, "
        "账号, 帐号, 用户账号, 操作账号, 从账号, 子账号, 用户编码, 用户ID, 查询用户号, 查询员, "
        "柜员号, 警号, 工作号, SINE/工作号, SINE, 业务员代码, 经纪人编号, 操作员, "
        "操作员LoginID, 操作人, 操作人员, 操作者, 用户, 经办人, 数据库用户, Operator, "
        "operator_id, loginNo, subAcctName, userId, user_sys_id, login_id, login, login_name, "
        "username, user_name, account, account_id, account_name, actor, actor.id, actor.login, "
        "actor.email, actor.name, actor_id, actor_email, user.id, user.login, user.username, "
        "user.email, user.name, user_email, user, email, employee_id, employee, emp_no, "
        "staff_id, staff_no, staff, agent_id, agent, clerk, performed_by, initiator, "
        "initiated_by, principal, principal.email, caller, who, uid")),
    "main_account": Field("actor", "word", _listed(
        "主账号, 4A主账号, mainAcctName")),
    "operator_name": Field("", "", _listed(
        "操作员姓名, 姓名, 员工姓名, 操作员名称, persionName, personName, real_name, "
        "full_name, display_name, user.display_name, actor.display_name, first_name, last_name")),
    "role": Field("role", "few", _listed(
        "岗位, 职务, 职位, 角色, 岗位名称, role, role_name, job_title, title, position, "
        "user.role, actor.role")),
    "org": Field("branch", "few", _listed(
        "营业厅编码, 营业厅, 营业厅名称, 网点编码, 网点, 网点名称, 机构代码, 机构, 机构名称, "
        "机构号, 所属机构, 用户所属机构, 归属组织, 管理机构, 部门, 部门名称, 所属部门, 科室, "
        "科室名称, 科室代码, 病区, 门店, 门店名称, 单位, 单位名称, 分公司, ORG_ID, ManageCom, "
        "branch, branch_id, department, dept, office, store, shop, team, organization, "
        "organisation, organization.id, org, org_name, workspace, tenant")),
    "ts": Field("clock", "time", _listed(
        "操作时间, 查询时间, 访问时间, 点击时间, 执行时间, 发生时间, 请求时间, 时间, 日志时间, "
        "时间戳, 创建时间, QUERY_TIME, operTime, operateTime, operation_time, createTime, "
        "create_time, timestamp, @timestamp, event_time, eventTime, event_timestamp, "
        "occurred_at, accessed_at, access_time, created_at, created, recorded, recorded_at, "
        "logged_at, log_time, date_time, datetime, time, ts, when, at")),
    "ts_date": Field("clock", "date", _listed(
        "操作日期, 查询日期, 访问日期, 入机日期, 日期, MakeDate, date, log_date, event_date, "
        "day")),
    "ts_time": Field("clock", "clock", _listed(
        "入机时间, 操作时间, 查询时间, 时间, MakeTime, time, log_time, event_time")),
    "ip": Field("place", "ip", _listed(
        "终端IP, 客户端IP, IP地址, IP, 登录IP, 操作IP, 来源IP, 源IP, 操作地址, 终端地址, "
        "终端PID, 终端, clientAddress, CientIP, clientIP, userIp, client_ip, source_ip, "
        "src_ip, remote_ip, remote_addr, ip_address, actor_ip, ip, client.ip, source.ip, "
        "actor.ip, context.ip, request.ip, workstation, terminal")),
    "mac": Field("device", "mac", _listed(
        "终端MAC, MAC地址, MAC, 网卡地址, mac_address, 设备号, 终端名, 终端名称, 操作机器, "
        "机器名, 证书序列号, device, device_id, device.id, hostname, computer, machine, "
        "user_agent, client_program")),
    "session": Field("session", "", _listed(
        "会话, 会话ID, 会话号, appSessionId, session, session_id, session.id, trace_id, "
        "request_id")),
    "operation": Field("action", "few", _listed(
        "操作类型, 操作, 操作名称, 动作, 操作行为, 行为, 指令, 事件类型, 日志类型, 操作类别, "
        "action, action_type, action.type, operation, operation_type, operate_type, "
        "operateTypeCode, event, event_type, event_name, event.type, event.name, event.action, "
        "eventName, activity, activity_type, verb, method, type")),
    "func": Field("data", "few", _listed(
        "业务类型, 功能编码, 功能名称, 功能, 菜单名称, 功能菜单, 菜单, 操作模块, 模块, "
        "模块名称, 系统模块, opCode, menuName, sceneName, 访问url, menu, module, feature, "
        "function, resource_type, resource.type, object_type, object.type, target_type, "
        "target.type, table_name, entity_type, entity")),
    "key_phone": Field("phone", "phone", _listed(
        "查询号码, 手机号码, 手机号, 手机, 客户手机, 客户手机号, 客户电话, 联系电话, 电话, "
        "电话号码, 业主电话, 服务号码, 用户号码, 收件人手机, 收件人电话, 患者手机, 投保人手机, "
        "被查询人手机, 旅客手机, phoneNo, phone, phone_number, mobile, mobile_no, msisdn, tel, "
        "customer_phone, customer.phone, subscriber, number_queried")),
    "key_id": Field("id_no", "id_no", _listed(
        "客户证件号, 证件号码, 证件号, 身份证号, 身份证号码, 身份证, 公民身份号码, "
        "投保人证件号, 患者证件号, 被查询人证件号, 旅客证件号, id_card, id_card_no, id_no, "
        "id_number, idcard, identity_document, national_id, citizen_id, ssn")),
    "key_waybill": Field("subject", "key", _listed(
        "运单号, 快递单号, 面单号, 运单编号, 订单号, waybillNo, mailNo, waybill, "
        "tracking_number, tracking_no, order_id, order_no, tradeIds")),
    "key_policy": Field("subject", "key", _listed(
        "保单号, 保单号码, ContNo, PolNo, contno, policy_no, policy_number, policy_id")),
    "key_patient": Field("subject", "key", _listed(
        "病案号, 住院号, 门诊号, 就诊号, 患者ID, 病历号, mrn, patient_id, patient, patient.id, "
        "medical_record_number")),
    "key_record": Field("subject", "key", _listed(
        "客户号, 客户编号, 客户ID, 会员号, 会员编号, 客源/房源编号, 房源/客源编号, 客源编号, "
        "房源编号, 房号, 业主编号, PNR, 票号, 档案号, 记录编号, 业务键, 车牌号, 车牌, "
        "号牌号码, customer_id, customer_no, customer, customer.id, client_id, contact_id, "
        "contact.id, member_id, subject_id, subject, record_id, record.id, record, record_key, "
        "object_id, object.id, target_id, target.id, target, targets.0.id, resource_id, "
        "resource.id, resources.0.id, entity_id, entity.id, profile_id, lead_id, case_subject")),
    "key_query": Field("subject", "key", _listed(
        "查询条件, 查询内容, 查询关键字, 检索条件, 查询值, keyword")),
    "owner": Field("owner", "few", _listed(
        "号码归属营业厅, 归属网点, 目的网点, 始发网点, 保单归属机构, 归属机构, 患者科室, "
        "患者病区, 归属门店, 所属门店, owner, owner_branch, record_branch")),
    "region": Field("region", "few", _listed(
        "地区, 区域, 省份, 归属地, provinceId, region, province")),
    "birth": Field("birth", "date", _listed(
        "患者出生日期, 出生日期, 生日, birth_date, date_of_birth, dob, birthday")),
    "purpose": Field("reason", "", _listed(
        "查询原因, 查询事由, 打开原因, 操作原因, 事由, 用途, 原因, REASON, query_reason, "
        "purpose, justification, access_reason")),
    "ticket": Field("case", "key", _listed(
        "工单号, 工单编号, 受理单号, 派件任务号, 客服工单号, 业务流水号, 案件号, 案件编号, "
        "赔案号, 来电流水号, 就诊流水号, 带看编号, 委托编号, ticket, ticket_id, ticket.id, "
        "ticket_no, case_id, case_no, case, case_number, work_order, order_ref")),
    "apply_no": Field("case", "key", _listed(
        "业务申请编号, 申请编号, 进件编号, APPLYNO, LOAN_APPLICATION, application_no, "
        "application_id")),
    "auth_no": Field("", "", _listed(
        "授权书编号, 授权书, 授权编号, WARRANT")),
    "auth_expiry": Field("", "", _listed(
        "授权书到期日")),
    "approval": Field("", "", _listed(
        "金库审批单号, 审批单号, 审批编号, approval_id")),
    "approver": Field("approver", "word", _listed(
        "审批人, 授权人, 内部授权人, 授权审批人, 复核人, CHECKUSERID, check_sys_id, approver, "
        "approved_by, reviewer")),
    "rows": Field("rows", "integer", _listed(
        "返回条数, 查询条数, 结果数, 影响行数, 记录数, 消费件数, 条数, 查询数量, 查看电话次数, "
        "导出条数, rows, row_count, rowcount, count, cnt, records, record_count, result_count, "
        "results, num_records, total")),
    "export": Field("export", "boolean", _listed(
        "是否导出, 导出标志, 是否下载, 是否打印信用报告, IS_PRINT, is_export, exported, "
        "is_exported, export, downloaded, is_download")),
    "masked": Field("masked", "boolean", _listed(
        "面单脱敏, 是否脱敏, 脱敏标志, 模糊化, masked, is_masked, redacted")),
    "status": Field("ok", "few", _listed(
        "操作结果, 操作状态, 状态, 结果, 是否查得, 是否成功, STATUS, operateResult, LogType, "
        "result, outcome, success, succeeded, ok, status_code, response_code")),
    "sequence": Field("sequence", "integer", _listed(
        "日志流水号, 流水号, 操作序号, 序号, LogNo, sequence, seq, sequence_number, log_id")),
}  # fmt: skip
#: headers that mean one thing in one system and another in the next: the fields they may be
AMBIGUOUS = {
    "用户名": ("account", "operator_name"),
    "时间": ("ts", "ts_time"),
    "业务类型": ("operation", "func"),
}
#: header as it is compared → fields it may be, and how early each lists it
KNOWN: dict[str, dict[str, int]] = {}
for _name, _field in FIELDS.items():
    for _place, _header in enumerate(_field.headers):
        KNOWN.setdefault(plain(_header), {}).setdefault(_name, _place)
for _header, _fields in AMBIGUOUS.items():
    for _name in _fields:
        KNOWN.setdefault(plain(_header), {}).setdefault(_name, len(FIELDS[_name].headers))
