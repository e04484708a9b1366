"""Hour × day: when an account looks, above when its colleagues do, by one scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from leakwatch.charts.looks import dates
from leakwatch.charts.svg import drawing, tag, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, LEFT, CELL, GAP, HEAD, FOOT = 460.0, 36.0, 6.0, 22.0, 16.0, 18.0
HOURS = 24
#: shades beside none
SHADES = 6
#: (day, hour) → looks
Grid = Mapping[tuple[date, int], float]


def heatmap(name: str, days: Sequence[date], flagged: Sequence[date],
            panels: Sequence[tuple[str, Grid]]) -> Markup:  # fmt: skip
    """A panel each, one below the other; the darkest shade is the most of any."""
    most = max((value for _, grid in panels for value in grid.values()), default=0.0)
    wide = (WIDTH - LEFT) / max(len(days), 1)
    tall = HEAD + HOURS * CELL + GAP
    drawn = list[str]()
    for place, (title, grid) in enumerate(panels):
        top = place * tall
        drawn += [write(LEFT, top + 11, title, "name"), *_hours(top + HEAD)]
        drawn += _cells(days, grid, most, wide, top + HEAD)
        marked = [day for day in flagged if day in days] if place == 0 else []
        drawn += [tag("rect", x=LEFT + days.index(day) * wide, y=top + HEAD - 2, width=wide,
                      height=2.0, css="flag") for day in marked]  # fmt: skip
    drawn += dates(days, LEFT, wide, len(panels) * tall - GAP)
    return drawing(name, WIDTH, len(panels) * tall - GAP + FOOT, *drawn)


def _hours(top: float) -> list[str]:
    return [
        write(LEFT - 4, top + hour * CELL + 6, f"{hour:02}", "tick", "end")
        for hour in range(0, HOURS, 6)
    ]


def _cells(days: Sequence[date], grid: Grid, most: float, wide: float, top: float) -> list[str]:
    drawn = [tag("rect", x=LEFT, y=top, width=wide * len(days), height=HOURS * CELL, css="field")]
    for place, day in enumerate(days):
        for hour in range(HOURS):
            if value := grid.get((day, hour), 0.0):
                told = f"{day} {hour:02}:00 · {value:.3g}"
                drawn.append(
                    tag("rect", tag("title", words(told)), x=LEFT + place * wide + 0.4,
                        y=top + hour * CELL + 0.4, width=wide - 0.8, height=CELL - 0.8,
                        css=f"heat h{shade(value, most)}")
                )  # fmt: skip
    return drawn


def shade(value: float, most: float) -> int:
    """1 to SHADES; by the root, so that a few looks are seen beside a great many.

    >>> shade(1, 100), shade(25, 100), shade(100, 100), shade(0, 0)
    (1, 3, 6, 1)
    """
    share = (value / most) ** 0.5 if most else 0.0
    return max(1, min(SHADES, -int(-share * SHADES // 1)))
