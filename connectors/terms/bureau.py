"""Codes of the credit bureau, which a lender's register and its flow table both write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch import cells

if TYPE_CHECKING:
    import ibis.expr.types as ir

REASONS = {
    "贷后管理": "01", "贷款审批": "02", "信用卡审批": "03", "担保资格": "08", "司法": "09",
    "公积金": "16", "股指期货": "18", "特约商户": "19", "保前": "20", "保后": "21",
    "法人代表": "22", "客户准入": "23", "融资审批": "24", "资信审查": "25", "额度审批": "26",
}  # fmt: skip


def code(cell: ir.StringValue) -> ir.StringValue:
    """The code a cell begins with, in two digits; null where it begins with none."""
    plain = cells.trimmed(cell.translate(cells.WIDE, cells.PLAIN))
    found = plain.re_extract(r"^(\d{1,2})(\D|$)", 1).nullif("").lpad(2, "0")
    # a case is only as slow as the cells that reach it
    return cell.re_search(r"^\d\d$").ifelse(cell, found)


def reason(cell: ir.StringValue) -> ir.StringValue:
    """The code of the bureau's list, from the code or its words; other words stay."""
    plain = cells.trimmed(cell.translate(cells.WIDE, cells.PLAIN))
    words = ibis.cases(*((plain.contains(word), known) for word, known in REASONS.items()))
    return ibis.coalesce(code(cell), words, cell)
