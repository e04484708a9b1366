"""Leads: people whose data turned up for sale or in a fraud."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Leads(Connector):
    """CSV; the leaked sample to trace back, and victims whose looks may lead to its source."""

    name = "leads"
    table = "leads"
    columns = text("证件号, 手机, 业务键, 发现时间*, 来源")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One person a line; a line that names nobody is set aside."""
        nobody = ibis.coalesce(raw["证件号"], raw["手机"], raw["业务键"]).isnull()
        return raw.select(
            "line", id_no=raw["证件号"], phone=raw["手机"], key=raw["业务键"],
            at=raw["发现时间"], origin=raw["来源"],
            wrong=nobody.ifelse("none of 证件号, 手机, 业务键", None),
        )  # fmt: skip
