"""How the score comes together: a bar for each detector, beginning where the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leakwatch.charts.svg import drawing, tag, words, write

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, NAME, NUMBER, ROW = 460.0, 170.0, 50.0, 20.0


@dataclass(frozen=True)
class Part:
    """What one detector adds to the score, and the score without it."""

    name: str
    part: float
    without: float


def waterfall(name: str, total: str, parts: Sequence[Part]) -> Markup:
    """The parts from 0 to the score, which stands below under the word `total`."""
    score = sum(one.part for one in parts)
    scale = (WIDTH - NAME - NUMBER) / max(score, 1e-9)
    drawn, at = list[str](), 0.0
    for place, one in enumerate(parts):
        drawn.append(_row(place, one.name, at * scale, one.part * scale, f"{one.part:.3f}",
                          "bar"))  # fmt: skip
        at += one.part
    drawn.append(_row(len(parts), total, 0.0, score * scale, f"{score:.3f}", "bar whole"))
    return drawing(name, WIDTH, (len(parts) + 1) * ROW + 4, *drawn)


def _row(place: int, name: str, left: float, wide: float, number: str, css: str) -> str:
    top = place * ROW
    return tag(
        "g",
        write(NAME - 8, top + 14, name, "name", "end"),
        tag("rect", tag("title", words(f"{name}: {number}")), x=NAME + left, y=top + 3,
            width=max(wide, 1.0), height=ROW - 6, css=css),
        write(NAME + left + wide + 5, top + 14, number, "number"),
    )  # fmt: skip
