"""Looks per day as bars, the colleagues' median as a line over them, flagged days marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leakwatch.charts.svg import drawing, tag, ticks, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, HIGH, LEFT, TOP, FOOT = 460.0, 110.0, 36.0, 8.0, 20.0


@dataclass(frozen=True)
class Looks:
    """A day of an account beside its colleagues' median; None where nothing is known."""

    day: date
    own: int | None
    peers: float | None
    flagged: bool = False


def looks(name: str, days: Sequence[Looks]) -> Markup:
    """One bar a day."""
    marks = ticks(max((max(one.own or 0, one.peers or 0) for one in days), default=0))
    wide = (WIDTH - LEFT) / max(len(days), 1)
    scale = HIGH / marks[-1]
    floor = TOP + HIGH
    bars = [_bar(one, LEFT + place * wide, wide, floor, scale) for place, one in enumerate(days)]
    line = [
        f"{LEFT + (place + 0.5) * wide:.1f},{floor - one.peers * scale:.1f}"
        for place, one in enumerate(days) if one.peers is not None
    ]  # fmt: skip
    median = [tag("polyline", points=" ".join(line), css="peers")] if line else []
    return drawing(name, WIDTH, TOP + HIGH + FOOT, *axis(marks, WIDTH, LEFT, floor, scale), *bars,
                   *median, *dates([one.day for one in days], LEFT, wide, floor))  # fmt: skip


def _bar(one: Looks, left: float, wide: float, floor: float, scale: float) -> str:
    tall = (one.own or 0) * scale
    told = f"{one.day}: {one.own or 0}" + (f" · {one.peers:g}" if one.peers is not None else "")
    return tag("rect", tag("title", words(told)), x=left + wide * 0.12, y=floor - tall,
               width=wide * 0.76, height=max(tall, 0.6), css="bar flagged" if one.flagged
               else "bar plain")  # fmt: skip


def axis(marks: Sequence[int], width: float, left: float, floor: float, scale: float) -> list[str]:
    """Lines across at round numbers, each with its number."""
    drawn = list[str]()
    for mark in marks:
        at = floor - mark * scale
        drawn.append(tag("line", x1=left, x2=width, y1=at, y2=at, css="axis"))
        drawn.append(write(left - 4, at + 4, mark, "tick", "end"))
    return drawn


def dates(days: Sequence[date], left: float, wide: float, floor: float) -> list[str]:
    """Month and day under every so many days."""
    every = max(1, round(44 / wide))
    return [
        write(left + (place + 0.5) * wide, floor + 14, f"{day:%m-%d}", "tick", "middle")
        for place, day in enumerate(days) if place % every == 0
        and left + (place + 0.5) * wide < left + len(days) * wide - 12
    ]  # fmt: skip
