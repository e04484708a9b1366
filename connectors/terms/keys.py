"""Which kind of identifier a key is, by its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from leakwatch import cells

if TYPE_CHECKING:
    import ibis.expr.types as ir

WIDE, PLAIN = cells.WIDE + "＋Ｘｘ\u3000", cells.PLAIN + "+Xx "
PHONE = r"^'?\s*(\+?86[ -]?)?1\d{2}[ -]?\d{4}[ -]?\d{4}\s*$"
ID_NO = r"^'?\s*\d{17}[\dXx]\s*$"


def kind(key: ir.StringValue) -> ir.StringValue:
    """`phone` for a mobile number, `id_no` for one of 18 characters, else `key`; null for none."""
    plain = key.translate(WIDE, PLAIN)
    return ibis.cases(
        (plain.re_search(PHONE), "phone"),
        (plain.re_search(ID_NO), "id_no"),
        (plain.notnull(), "key"),
    )
