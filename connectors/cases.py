"""Cases: tickets, calls, applications, tasks, encounters, claims that give a look its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Cases(Connector):
    """CSV; 业务键 is the record's own key (waybill, policy, 病案号), in a handover (交接) also the
    account handed over."""

    name = "cases"
    table = "cases"
    columns = text("单号*, 类型, 客户手机, 客户证件号, 业务键, 受理工号, 机构, 开始时间*, 结束时间")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One case a line."""
        return raw.select(
            "line", case=raw["单号"], kind=raw["类型"], phone=raw["客户手机"],
            id_no=raw["客户证件号"], key=raw["业务键"], actor=raw["受理工号"],
            branch=raw["机构"], start=raw["开始时间"], end=raw["结束时间"],
            about=raw["类型"].contains("交接").ifelse(raw["业务键"], None),
        )  # fmt: skip
