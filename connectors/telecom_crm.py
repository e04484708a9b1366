"""A carrier's counter and call-centre system: who opened which customer's line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

BUSINESS = {
    "机主信息查询": ("view", "identity"),
    "通话详单查询": ("view", "call_record"),
    "短信详单查询": ("view", "call_record"),
    "位置查询": ("view", "location"),
    "账单查询": ("view", "transaction"),
    "名单查询": ("list", "identity"),
    "名单导出": ("export", "identity"),
    "服务密码重置": ("reset", "identity"),
    "开卡": ("register", "identity"),
    "补换卡": ("register", "identity"),
    "副卡办理": ("register", "identity"),
    "实名照片查看": ("view", "biometric"),
    "登录": ("login", None),
}
ACTION = {word: action for word, (action, _) in BUSINESS.items()}
DATA = {word: data for word, (_, data) in BUSINESS.items()}


class TelecomCrm(Connector):
    """CSV, comma; a look may be explained by a work order or by the customer's call."""

    name = "telecom_crm"
    sector = "telecom"
    subject = "phone"
    columns = text(
        "工号*, 操作员姓名, 岗位, 营业厅编码*, 营业厅名称, 终端IP, 终端MAC, 操作时间*, 功能编码, "
        "业务类型*, 查询号码*, 客户证件号, 号码归属营业厅, 工单号, 来电流水号, 客户在场鉴权方式, "
        "金库审批单号, 审批人, 返回条数, 是否导出, 操作结果"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; 是否导出 makes any look an export."""
        ok = ~raw["操作结果"].contains("失败").fill_null(False)
        action = cells.yes(raw["是否导出"]).ifelse("export", cells.word(raw["业务类型"], ACTION))
        failed = (action == "login") & ~ok
        return raw.select(
            "line", clock=raw["操作时间"], actor=raw["工号"], role=raw["岗位"],
            branch=raw["营业厅编码"], action=failed.ifelse("login_failed", action),
            data=raw["业务类型"].cases(*DATA.items(), else_=None),
            subject=raw["查询号码"], phone=raw["查询号码"], id_no=raw["客户证件号"],
            owner=raw["号码归属营业厅"], rows=cells.number(raw["返回条数"]),
            reason=raw["客户在场鉴权方式"], case=raw["工单号"].coalesce(raw["来电流水号"]),
            approver=raw["审批人"], place=raw["终端IP"], device=raw["终端MAC"], ok=ok,
        )  # fmt: skip
