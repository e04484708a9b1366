"""A drawing as a notebook shows it: static, with the same numbers as a table below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakwatch.charts.ink import inked
from leakwatch.charts.svg import tag, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

#: rows of a table that are shown
MOST = 200


@dataclass(frozen=True)
class Drawing:
    """An SVG that carries its colours, and its `table`; appears by itself at the end of a cell."""

    name: str
    svg: str
    table: pd.DataFrame
    #: what shapes and colours mean, drawn
    legend: str = ""
    #: the word for the table below
    called: str = "as a table"

    def __repr__(self) -> str:
        return f"{self.name}\n{self.table.head(MOST).to_string()}"

    def _repr_svg_(self) -> str:
        return inked(self.svg)

    def _repr_html_(self) -> str:
        drawn = tag("div", inked(self.svg), style="overflow-x:auto")
        return tag("figure", tag("figcaption", words(self.name)), drawn, inked(self.legend),
                   folded(self.called, self.table), style="margin:0")  # fmt: skip


def folded(called: str, table: pd.DataFrame) -> str:
    """A table that opens when it is asked for."""
    return tag("details", tag("summary", words(f"{called} ({len(table)})")), listed(table))


def legend(meant: Sequence[tuple[str, str]]) -> str:
    """What colours mean: how each is drawn, and what it is called."""
    each = [tag("li", tag("svg", tag("path", d="M0 8H14V11H0Z", css=css), width=18, height=14,
                          css="chart key"), words(called)) for css, called in meant]  # fmt: skip
    return tag("ul", *each, css="legend")


def listed(table: pd.DataFrame) -> str:
    """The first rows of a table, everything in it escaped."""
    shown = table.head(MOST).to_html(index=False, border=0, na_rep="", max_rows=None,
                                     float_format="{:.4g}".format)  # fmt: skip
    return tag("div", shown, style="overflow-x:auto")
