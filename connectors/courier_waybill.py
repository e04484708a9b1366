"""A courier's waybill system: who opened, unmasked or printed whose waybill."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

ACTION = {
    "查询": "view",
    "批量查询": "list",
    "解密查看": "unmask",
    "打印面单": "print",
    "导出": "export",
    "登录": "login",
}


class CourierWaybill(Connector):
    """CSV, comma; the subject is the waybill, the receiver's phone stands beside it.

    A waybill belongs to its destination outlet, or to its origin where that is the operator's.
    """

    name = "courier_waybill"
    sector = "courier"
    columns = text(
        "工号*, 岗位, 网点编码*, 网点名称, 设备号, 终端IP, 操作时间*, 操作类型*, 运单号*, "
        "收件人手机, 始发网点, 目的网点, 面单脱敏, 派件任务号, 客服工单号, 返回条数"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; a log-in shows nobody's data."""
        action, outlet = cells.word(raw["操作类型"], ACTION), raw["网点编码"]
        sent_here = raw["始发网点"].isin((outlet, raw["网点名称"]))
        came_here = raw["目的网点"].isin((outlet, raw["网点名称"]))
        return raw.select(
            "line", clock=raw["操作时间"], actor=raw["工号"], role=raw["岗位"], branch=outlet,
            action=action, data=(action == "login").ifelse(None, "identity"),
            subject=raw["运单号"], phone=raw["收件人手机"],
            owner=(sent_here | came_here).ifelse(outlet, raw["目的网点"]),
            rows=cells.number(raw["返回条数"]), masked=cells.yes(raw["面单脱敏"]),
            case=raw["派件任务号"].coalesce(raw["客服工单号"]),
            place=raw["终端IP"], device=raw["设备号"],
        )  # fmt: skip
