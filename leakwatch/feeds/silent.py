"""Which sources say nothing now: one rule for all who tell of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from leakwatch.lake import Lake
    from leakwatch.settings import Settings


def silent(lake: Lake, settings: Settings, now: datetime) -> dict[str, str]:
    """Source → since when it says nothing, on its wall, as of today."""
    if not settings.sources:
        return {}
    from leakwatch.feeds import table

    today = now.astimezone(ZoneInfo(settings.organisation.zone)).date()
    gaps = {one.source: one.gaps for one in table.heard(lake, settings, today)}
    return {
        source: f"{gap.start:%Y-%m-%d %H:%M}"
        for source, found in sorted(gaps.items())
        for gap in found
        if gap.back is None
    }
