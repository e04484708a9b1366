"""Everything there is to look at, in order; all of it, or what this process needs to work."""

from __future__ import annotations

from datetime import datetime

from leakwatch.errors import LeakwatchError
from leakwatch.health.check import Check
from leakwatch.health.grounds import Grounds
from leakwatch.health.needed import needed
from leakwatch.health.wanted import wanted


def ready(grounds: Grounds) -> list[Check]:
    """What is needed to work at all, looked at in a moment."""
    with grounds.turn:
        return list(needed(grounds))


def health(grounds: Grounds, now: datetime) -> list[Check]:
    """All of it; what rests on something that is not there is not looked at."""
    with grounds.turn:
        found = list(needed(grounds))
        try:
            settings = grounds.settings()
        except LeakwatchError:
            return found
        gone = {check.name for check in found if not check.ok} & {"store", "lake", "key"}
        return found if gone else [*found, *wanted(grounds, settings, now)]
