"""Alerts a month as bars, one upon another by where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leakwatch.charts.looks import axis
from leakwatch.charts.svg import drawing, tag, ticks, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.language import Say

WIDTH, HIGH, LEFT, TOP, FOOT, LEGEND = 640.0, 150.0, 44.0, 26.0, 20.0, 110.0
#: bars of few months are no wider than that
WIDEST = 56.0


def bars(months: Sequence[tuple[str, Sequence[int]]], parts: Sequence[str], say: Say) -> Markup:
    """One bar a month, of parts that are drawn from the bottom up; `parts` names them."""
    marks = ticks(max((sum(sums) for _, sums in months), default=0))
    scale, floor = HIGH / marks[-1], TOP + HIGH
    wide = min((WIDTH - LEFT) / max(len(months), 1), WIDEST)
    drawn = [*axis(marks, WIDTH, LEFT, floor, scale), *_legend(parts, say)]
    for place, (month, sums) in enumerate(months):
        left = LEFT + place * wide
        drawn += _bar(month, sums, parts, left, wide, floor, scale, say)
        drawn.append(write(left + wide / 2, floor + 14, month[2:], "tick", "middle"))
    return drawing(say("alerts by month"), WIDTH, floor + FOOT, *drawn)


def _bar(
    month: str, sums: Sequence[int], parts: Sequence[str], left: float, wide: float, floor: float,
    scale: float, say: Say,
) -> list[str]:  # fmt: skip
    drawn = []
    for part, count in zip(parts, sums, strict=True):
        tall = count * scale
        floor -= tall
        if count:
            told = tag("title", words(f"{month} · {say(part)}: {count}"))
            drawn.append(tag("rect", told, x=left + wide * 0.15, y=floor, width=wide * 0.7,
                             height=tall, css=f"part {part}"))  # fmt: skip
    return drawn


def _legend(parts: Sequence[str], say: Say) -> list[str]:
    drawn = []
    for place, part in enumerate(parts):
        left = LEFT + place * LEGEND
        drawn += [tag("rect", x=left, y=4.0, width=10, height=10, css=f"part {part}"),
                  write(left + 15, 13.0, say(part), "tick")]  # fmt: skip
    return drawn
