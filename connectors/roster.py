"""The roster: the shifts worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Roster(Connector):
    """CSV; an end before its start lies on the next day, which the core sees to."""

    name = "roster"
    table = "roster"
    columns = text("工号*, 日期*, 上班*, 下班*")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One shift a line, with its day written before both times."""
        day = raw["日期"]
        return raw.select(
            "line", actor=raw["工号"], day=day,
            start=cells.moment(day, raw["上班"]), end=cells.moment(day, raw["下班"]),
        )  # fmt: skip
