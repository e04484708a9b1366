"""The staff list: whose account it is, where they work, when they came and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

KINDS = {"个人": "person", "公用": "shared", "系统": "system", "代理": "agent"}


class Staff(Connector):
    """CSV; an account whose kind is blank or unknown counts as a person's."""

    name = "staff"
    table = "staff"
    columns = text(
        "工号*, 姓名, 机构*, 科室, 岗位, 手机, 证件号, 住址, 状态, 入职日期, 离职日期, "
        "主管工号, 账号类型"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One account a line; the person's name is not taken."""
        return raw.select(
            "line", actor=raw["工号"], branch=raw["机构"], department=raw["科室"],
            role=raw["岗位"], phone=raw["手机"], id_no=raw["证件号"], address=raw["住址"],
            status=raw["状态"], joined=raw["入职日期"], left=raw["离职日期"],
            manager=raw["主管工号"],
            kind=raw["账号类型"].cases(*KINDS.items(), else_="person"),
        )  # fmt: skip
