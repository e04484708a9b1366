"""An insurer's policy administration: who opened whose policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.terms import insurance
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

RESULTS = {"操作结果": ("成功", "失败")}


class InsurancePolicy(Connector):
    """CSV, comma; the subject is the policy, phone and ID number of its holder stand beside it.

    What was searched for may name people and is not taken.
    """

    name = "insurance_policy"
    sector = "insurance"
    known = RESULTS
    columns = text(
        "管理机构*, 操作员*, 岗位, 操作日期*, 操作时间*, 功能菜单*, 保单号*, 投保人证件号, "
        "投保人手机, 保单归属机构, 查询条件, 返回条数, 导出标志, 工单号, 客户端IP, 操作结果"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; 导出标志 makes any menu an export."""
        ok = ~raw["操作结果"].contains("失败").fill_null(False)
        opened = insurance.action(raw["功能菜单"], ok)
        return raw.select(
            "line", clock=cells.moment(raw["操作日期"], raw["操作时间"]), actor=raw["操作员"],
            role=raw["岗位"], branch=raw["管理机构"],
            action=cells.yes(raw["导出标志"]).ifelse("export", opened),
            data=insurance.data(raw["功能菜单"]), subject=raw["保单号"],
            phone=raw["投保人手机"], id_no=raw["投保人证件号"], owner=raw["保单归属机构"],
            rows=cells.number(raw["返回条数"]), case=raw["工单号"], place=raw["客户端IP"], ok=ok,
        )  # fmt: skip
