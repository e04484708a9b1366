"""The charts of an alert, drawn together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from leakwatch.charts.exposure import Level, Met, exposure
from leakwatch.charts.heatmap import heatmap
from leakwatch.charts.looks import Looks, looks
from leakwatch.charts.waterfall import Part, waterfall
from leakwatch.report.told import spelled

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.around import Around
    from leakwatch.language import Say


@dataclass(frozen=True)
class Charts:
    """Drawings; None where there is nothing to draw."""

    waterfall: Markup | None
    looks: Markup | None
    heatmap: Markup | None
    exposure: Markup | None


def charts(
    say: Say,
    parts: Sequence[dict[str, Any]],
    flagged: Sequence[date],
    beside: Around,
    met: Sequence[Met],
    levels: Sequence[Level],
) -> Charts:
    """All four, their words in a language."""
    score = [Part(spelled(one["detector"], say), one["part"], one["without"]) for one in parts]
    daily = [Looks(one.day, one.own.get("looks"), one.peers.get("looks"), one.day in flagged)
             for one in beside.days]  # fmt: skip
    panels = [(say("this account"), beside.hours),
              (say("a colleague, on average"), beside.peers_hours)]  # fmt: skip
    return Charts(
        waterfall(say("how the score comes together"), say("score"), score) if score else None,
        looks(say("looks per day"), daily) if daily else None,
        heatmap(say("looks by hour and day"), [one.day for one in beside.days], flagged, panels)
        if beside.hours else None,
        exposure(say("people exposed, day after day"), met, levels) if met else None,
    )  # fmt: skip
