"""A part of the card: a table under a title, for the page, the terminal and JSON alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Cell = str | int | float | bool | None


class Share(float):
    """A number that is told in per cent.

    >>> cell(Share(0.955))
    '95.5 %'
    """


@dataclass(frozen=True)
class Section:
    """Rows under columns; `note` says how to read them."""

    name: str
    title: str
    note: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]] = ()


def cell(value: Cell) -> str:
    """How a value is written.

    >>> [cell(one) for one in (None, True, float("inf"), 3.14159, 1234.5, 12, "a|b")]
    ['–', 'yes', 'never', '3.14', '1234', '12', 'a/b']
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Share):
        return f"{100 * value:.3g} %"
    if isinstance(value, float):
        return "never" if math.isinf(value) else f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    return str(value).replace("|", "/")


def plain(section: Section) -> dict[str, Any]:
    """For JSON: rows as objects, what never happens as null."""
    rows = [dict(zip(section.columns, map(_number, row), strict=True)) for row in section.rows]
    return {"title": section.title, "note": section.note, "rows": rows}


def _number(value: Cell) -> Cell:
    return None if isinstance(value, float) and not math.isfinite(value) else value
