"""Rows × columns as shades: who opened whom, who looks when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leakwatch.charts.heatmap import shade
from leakwatch.charts.svg import drawing, tag, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

LEFT, TOP, ROW, WIDE, FOOT = 92.0, 20.0, 18.0, 820.0, 8.0
#: a column is no wider
WIDEST = 26.0
#: letters that fit above a column
LETTERS = 3


def matrix(name: str, rows: Sequence[str], columns: Sequence[str],
           values: Mapping[tuple[int, int], float]) -> Markup:  # fmt: skip
    """A cell for each (row, column) that has a value; columns of short names are written above."""
    most = max(values.values(), default=0.0)
    wide = min(WIDE / max(len(columns), 1), WIDEST)
    drawn = [tag("rect", x=LEFT, y=TOP, width=wide * len(columns), height=ROW * len(rows),
                 css="field")]  # fmt: skip
    drawn += [write(LEFT - 8, TOP + ROW * place + 13, called, "who", "end")
              for place, called in enumerate(rows)]  # fmt: skip
    drawn += [write(LEFT + wide * (place + 0.5), TOP - 6, called, "tick", "middle")
              for place, called in enumerate(columns) if len(called) <= LETTERS]  # fmt: skip
    for (row, column), value in sorted(values.items()):
        told = f"{rows[row]} × {columns[column]}: {value:g}"
        drawn.append(
            tag("rect", tag("title", words(told)), x=LEFT + wide * column + 0.5,
                y=TOP + ROW * row + 0.5, width=wide - 1, height=ROW - 1,
                css=f"heat h{shade(value, most)}")
        )  # fmt: skip
    return drawing(name, LEFT + wide * len(columns) + 8, TOP + ROW * len(rows) + FOOT, *drawn)
