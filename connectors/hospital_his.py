"""A hospital's own record system: who opened which patient's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

ACTION = {
    "浏览": "view",
    "列表": "list",
    "检索": "search",
    "打印": "print",
    "导出": "export",
    "复制": "export",
}
BREAK_GLASS = "break_glass"


class HospitalHis(Connector):
    """CSV, comma; the subject is the record number, phone and ID number stand beside it.

    A record opened in an emergency says so before the reason given. The birth date is handed on
    as written; the core makes `minor` of it and keeps nothing else.
    """

    name = "hospital_his"
    sector = "health"
    columns = text(
        "操作时间*, 工号*, 姓名, 科室代码, 科室名称*, 病区, 岗位*, 终端IP, 终端名, 模块, "
        "操作类型*, 病案号*, 患者手机, 患者证件号, 患者出生日期, 患者科室, 患者病区, 在院状态, "
        "就诊流水号, 打开原因, 紧急访问标志, 返回条数"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; a department may be named or coded, and is named here."""
        department, home = raw["科室名称"], raw["患者科室"]
        given, module = raw["打开原因"], raw["模块"]
        urgent = (BREAK_GLASS + ": " + given).coalesce(BREAK_GLASS)
        return raw.select(
            "line", clock=raw["操作时间"], actor=raw["工号"], role=raw["岗位"],
            branch=department, action=cells.word(raw["操作类型"], ACTION),
            data=ibis.cases(
                (module.re_search("统计|(^|[^系])统方"), "statistics"),
                (module.contains("收费"), "transaction"),
                else_="health",
            ),
            subject=raw["病案号"], phone=raw["患者手机"], id_no=raw["患者证件号"],
            birth=raw["患者出生日期"], rows=cells.number(raw["返回条数"]),
            owner=(home == raw["科室代码"]).ifelse(department, home),
            reason=cells.yes(raw["紧急访问标志"]).ifelse(urgent, given), case=raw["就诊流水号"],
            place=raw["终端IP"], device=raw["终端名"],
        )  # fmt: skip
