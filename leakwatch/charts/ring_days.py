"""When each account of a ring opened the people it shares: a line an account, a dot a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt
from typing import TYPE_CHECKING

from leakwatch.charts.svg import drawing, tag, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.language import Say
    from leakwatch.rings.named import Look

WIDTH, LEFT, RIGHT, TOP, ROW = 940.0, 92.0, 24.0, 26.0, 26.0
DOT, LARGEST, TICKS = 2.6, 10.0, 8


def ring_days(name: str, rows: Sequence[tuple[str, Sequence[Look]]], say: Say) -> Markup:
    """The lines in this order (what each is called, its days); a dot grows with the people, the
    first is in another colour."""
    days = [one.day for _, looks in rows for one in looks]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def across(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / span

    high = TOP + ROW * len(rows) + 8
    drawn = [mark for day in ticks(first, last) for mark in tick(across(day), day, high)]
    for place, (called, looks) in enumerate(rows):
        y = TOP + ROW * (place + 0.5)
        drawn.append(tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, css="grid"))
        drawn.append(write(LEFT - 16, y + 4, called, "who", "end"))
        drawn += [dot(across(one.day), y, one, begins=not number, say=say)
                  for number, one in enumerate(looks)]  # fmt: skip
    return drawing(name, WIDTH, high, *drawn)


def dot(x: float, y: float, one: Look, *, begins: bool, say: Say) -> str:
    """One day of one account."""
    said = say("{day}: {people} people").format(day=one.day, people=one.people)
    large = min(LARGEST, DOT * sqrt(one.people + 1))
    css = "dot begins" if begins else "dot"
    return tag("circle", tag("title", words(said)), cx=x, cy=y, r=large, css=css)


def ticks(first: date, last: date) -> list[date]:
    """Days an axis names: the first, then in even steps.

    >>> [day.day for day in ticks(date(2026, 4, 1), date(2026, 4, 15))]
    [1, 3, 5, 7, 9, 11, 13, 15]
    """
    step = max(1, -(-((last - first).days + 1) // TICKS))
    return [
        first + timedelta(days=step * number) for number in range(((last - first).days) // step + 1)
    ]


def tick(x: float, day: date, high: float) -> list[str]:
    """One day of the axis."""
    return [tag("line", x1=x, x2=x, y1=TOP - 6, y2=high, css="grid"),
            write(x, TOP - 12, f"{day:%m-%d}", "tick", "middle")]  # fmt: skip
