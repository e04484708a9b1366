"""Complaints: people who say their data was used against them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Complaints(Connector):
    """CSV; the summary is free text about people and is not taken."""

    name = "complaints"
    table = "complaints"
    columns = text("时间*, 投诉人手机, 投诉人证件号, 类型*, 对方联系方式, 渠道, 摘要")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One complaint a line."""
        return raw.select(
            "line", at=raw["时间"], phone=raw["投诉人手机"], id_no=raw["投诉人证件号"],
            kind=raw["类型"], contact=raw["对方联系方式"], channel=raw["渠道"],
        )  # fmt: skip
