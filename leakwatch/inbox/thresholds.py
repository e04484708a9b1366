"""The thresholds that a chart draws; what an alert keeps of the law is told in report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leakwatch.charts.exposure import Level
from leakwatch.report.thresholds import classes

if TYPE_CHECKING:
    from leakwatch.language import Say


def levels(exposed: dict[str, Any], say: Say) -> list[Level]:
    """The thresholds that the classes exposed may fall under, each once, the lowest first."""
    named = {
        (count, sold): _level(tier, count, sold, say)
        for one in classes(exposed)
        for sold, counts in ((False, one.full), (True, one.if_sold))
        for tier, count in zip(one.tiers, counts, strict=True)
    }
    return [Level(count, name, sold) for (count, sold), name in sorted(named.items())]


def _level(tier: int, count: int, sold: bool, say: Say) -> str:
    told = say("tier {tier}, if sold: {count}") if sold else say("tier {tier}: {count}")
    return told.format(tier=tier, count=count)
