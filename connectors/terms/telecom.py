"""What a carrier's menus and scenes call the data behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

#: class of data → words of which one is in the name
WORDS = {
    "call_record": r"详单|话单",
    "location": r"位置",
    "credit": r"征信",
    "biometric": r"实名|照片",
    "transaction": r"账单",
}


def data(*names: ir.StringValue) -> ir.StringValue:
    """The class of data that these names speak of, the first listed; identity where none does."""
    whole = ibis.literal(" ").join([name.fill_null("") for name in names])
    found = ((whole.re_search(words), kind) for kind, words in WORDS.items())
    return ibis.cases(*found, else_="identity")
