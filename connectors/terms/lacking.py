"""What a record of JSON lacks: it has no header that would tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir


def lacking(raw: ir.Table, *required: str) -> ir.StringValue:
    """The first required field that is absent or blank, named as the core names a cell.

    A line that is no JSON lacks them all, and is called so; null where nothing lacks.
    """
    return ibis.cases(
        (~raw["is_json"], "not JSON"),
        *((raw[name].isnull(), f"{name}: blank") for name in required),
    )
