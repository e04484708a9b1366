"""Links: evidence an investigator adds of who belongs to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch import cells
from leakwatch.connector import Connector, text

if TYPE_CHECKING:
    import ibis.expr.types as ir

KINDS = {
    "账号": "actor",
    "手机": "phone",
    "证件": "id_no",
    "微信": "account",
    "银行卡": "account",
    "设备": "device",
    "地址": "place",
}


class Links(Connector):
    """CSV; an account is written `org/工号`."""

    name = "links"
    table = "links"
    columns = text("甲*, 甲类型*, 乙*, 乙类型*, 关系*, 开始, 结束, 次数, 来源")

    def rows(self, raw: ir.Table) -> ir.Table:
        """One link a line; an end whose kind no list knows is set aside."""
        first, second = cells.word(raw["甲类型"], KINDS), cells.word(raw["乙类型"], KINDS)
        known = sorted(set(KINDS.values()))
        wrong = ibis.cases(
            *(
                (kind.notin(known), f"{header} is none of {' '.join(KINDS)}")
                for header, kind in (("甲类型", first), ("乙类型", second))
            )
        )
        return raw.select(
            "line", a=raw["甲"], a_kind=first, b=raw["乙"], b_kind=second, relation=raw["关系"],
            start=raw["开始"], end=raw["结束"], times=cells.number(raw["次数"]),
            origin=raw["来源"], wrong=wrong,
        )  # fmt: skip
