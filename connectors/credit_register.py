"""A lender's register of credit-bureau queries: who asked for whose credit report, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from connectors.terms.bureau import reason
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

CITIZEN = ("身份证", "居民身份证", "二代身份证", "临时身份证", "户口簿", "0", "00", "1", "01", "10")


class CreditRegister(Connector):
    """Pipe- or comma-separated; another document than an ID card is a key, not an ID number."""

    name = "credit_register"
    sector = "finance"
    subject = "id_no"
    columns = text(
        "序号, 被查询人姓名, 证件类型, 证件号码*, 被查询人手机, 查询原因*, 查询申请人, 内部授权人, "
        "查询员*, 机构名称*, 机构所在地, 是否打印信用报告, 查询时间*, 是否查得, 业务申请编号, "
        "授权书编号, 授权书到期日, 终端IP, MAC地址, 状态"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One query a line; 状态 07 is a password that did not fit."""
        refused = raw["状态"].isin(("07", "7")).fill_null(False)
        looked = cells.yes(raw["是否打印信用报告"]).ifelse("print", "view")
        number, kind = raw["证件号码"], raw["证件类型"]
        citizen = (kind.isnull() | kind.isin(CITIZEN)) | number.re_search(r"\d{17}[\dXx]")
        found = cells.yes(raw["是否查得"]).ifelse(1, 0)
        return raw.select(
            "line", clock=raw["查询时间"], actor=raw["查询员"], branch=raw["机构名称"],
            action=refused.ifelse("login_failed", looked), data=ibis.literal("credit"),
            subject=number, subject_kind=citizen.ifelse("id_no", "key"),
            phone=raw["被查询人手机"], id_no=citizen.ifelse(number, None),
            rows=raw["是否查得"].notnull().ifelse(found, None), reason=reason(raw["查询原因"]),
            case=raw["业务申请编号"], approver=raw["内部授权人"], place=raw["终端IP"],
            device=raw["MAC地址"], ok=~refused,
        )  # fmt: skip
