"""The days of an alert in one line of the list: as many bars, each as high as the day's score."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from leakwatch.charts.svg import drawing, tag

if TYPE_CHECKING:
    from markupsafe import Markup

#: days of a line, and how wide and high they are drawn
DAYS, STEP, HIGH = 28, 3.0, 16.0
LEAST = 2.0


def recent(name: str, scores: Mapping[date, float], last: date) -> Markup:
    """Scores (0 to 1) of the days up to the last; other days are left out."""
    bars = "".join(
        f"M{(DAYS - before - 0.5) * STEP:g} {HIGH:g}v{-max(score * HIGH, LEAST):.3g}"
        for day, score in sorted(scores.items())
        if 0 <= (before := (last - day).days) < DAYS
    )
    floor = tag("path", d=f"M0 {HIGH:g}h{DAYS * STEP:g}", css="floor")
    drawn = [tag("path", d=bars, css="scores")] if bars else []
    return drawing(name, DAYS * STEP, HIGH, floor, *drawn)
