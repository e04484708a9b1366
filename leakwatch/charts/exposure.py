"""People exposed, day after day, each counted once, under the thresholds of the law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leakwatch.charts.looks import axis, dates
from leakwatch.charts.svg import drawing, tag, ticks, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, HIGH, LEFT, TOP, FOOT = 460.0, 130.0, 44.0, 12.0, 20.0
#: a threshold so many times the people is no line of this chart
FAR = 2.5


@dataclass(frozen=True)
class Met:
    """A flagged day: people opened, how many of them for the first time, and all so far."""

    day: date
    people: int
    new: int
    total: int


@dataclass(frozen=True)
class Level:
    """A threshold: so many people, and what it is called."""

    count: int
    name: str
    sold: bool


def exposure(name: str, days: Sequence[Met], levels: Sequence[Level]) -> Markup:
    """A step a flagged day; thresholds too far above it are not drawn."""
    people = max((one.total for one in days), default=0)
    near = [one for one in levels if one.count <= people * FAR]
    marks = ticks(max([people, *(one.count for one in near)]) * 1.05)
    scale, floor = HIGH / marks[-1], TOP + HIGH
    wide = (WIDTH - LEFT) / max(len(days), 1)
    drawn = axis(marks, WIDTH, LEFT, floor, scale)
    for place, one in enumerate(days):
        told = f"{one.day}: {one.people} · +{one.new} · {one.total}"
        tall = one.total * scale
        fresh = one.new * scale
        left = LEFT + place * wide
        drawn.append(tag("rect", tag("title", words(told)), x=left, y=floor - tall, width=wide,
                         height=max(tall, 0.6), css="area"))  # fmt: skip
        drawn.append(tag("rect", x=left, y=floor - tall, width=wide, height=fresh, css="fresh"))
    for level in near:
        at = floor - level.count * scale
        drawn.append(tag("line", x1=LEFT, x2=WIDTH, y1=at, y2=at,
                         css="level sold" if level.sold else "level"))  # fmt: skip
        drawn.append(write(LEFT + 4, at - 3, level.name, "tick strong"))
    return drawing(name, WIDTH, TOP + HIGH + FOOT, *drawn,
                   *dates([one.day for one in days], LEFT, wide, floor))  # fmt: skip
