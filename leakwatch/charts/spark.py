"""A small line of bars, a value each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leakwatch.charts.svg import drawing, tag

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, HIGH = 180.0, 22.0


def spark(name: str, values: Sequence[float], flagged: Sequence[bool] = ()) -> Markup:
    """The values as bars from the floor up; what is flagged in another colour."""
    most, wide = max(values, default=0.0) or 1.0, WIDTH / max(len(values), 1)
    marked = [*flagged, *[False] * (len(values) - len(flagged))]
    bars = [
        tag("rect", x=place * wide, y=HIGH - max(value / most * HIGH, 0.6), width=wide * 0.8,
            height=max(value / most * HIGH, 0.6), css="bar flagged" if marks else "bar plain")
        for place, (value, marks) in enumerate(zip(values, marked, strict=True))
    ]  # fmt: skip
    return drawing(name, WIDTH, HIGH, *bars)
