"""The operation log of an LIS-type insurance core system: who opened whose policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors.terms import insurance
from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

RESULTS = {"LogType": ("0", "1")}
#: what may stand between the words of the free text
GAP = "\\s\u00a0\u3000,，;；。:：|/()（）\\[\\]【】"
#: the first word, or its Chinese part where `ContNo=` follows without a gap
MENU = rf"^[{GAP}]*([^{GAP}=A-Za-z]+|[^{GAP}=]+)"
COUNT = r"\d{1,3}(?:,\d{3})+\b|\d+"


def said(content: ir.StringValue, name: str, value: str) -> ir.StringValue:
    """What follows `name=`; null where it is not there. GrpContNo is another name than ContNo."""
    return content.re_extract(rf"(?i)(?:^|[^A-Z]){name}\s*[=:：]\s*['\"]?({value})", 1).nullif("")


class InsuranceLis(Connector):
    """CSV, GBK; the menu, the policy and the rows stand in free text, of which no more is taken."""

    name = "insurance_lis"
    sector = "insurance"
    known = RESULTS
    columns = text(
        "LogNo, ManageCom*, Operator*, LogType, LogContent*, CientIP, MakeDate*, MakeTime*"
    )

    def rows(self, raw: ir.Table) -> ir.Table:
        """One event a line; LogType 1 is a failure."""
        content, ok = raw["LogContent"], (raw["LogType"] != "1").fill_null(True)
        menu = content.re_extract(MENU, 1).nullif("")
        key = rf"[^{GAP}'\"&]+"
        policy = said(content, "ContNo", key).coalesce(said(content, "PolNo", key))
        count = said(content.translate(cells.WIDE, cells.PLAIN), "rows", COUNT)
        return raw.select(
            "line", sequence=cells.number(raw["LogNo"].re_replace(r"^0+(\d)", r"\1")),
            clock=cells.moment(raw["MakeDate"], raw["MakeTime"]), actor=raw["Operator"],
            branch=raw["ManageCom"], action=insurance.action(menu, ok), data=insurance.data(menu),
            subject=policy, rows=cells.number(count), place=raw["CientIP"], ok=ok,
        )  # fmt: skip
