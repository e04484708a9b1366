"""What two people approved is judged by, before what leakwatch.toml says: nobody rewrites the file.

A run keeps the settings it went by, so its words can be judged again whatever was approved since.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from leakwatch import plugins
from leakwatch.store import proposals

if TYPE_CHECKING:
    from leakwatch.settings import Settings
    from leakwatch.store import Store


def over(settings: Settings, store: Store, now: datetime | None = None) -> Settings:
    """The settings with the thresholds that are in force; of detectors that are installed."""
    with store.reading() as session:
        found = proposals.thresholds(session, now or datetime.now(UTC))
    installed = plugins.detectors() if found else ()
    said = {name: one.after for name, one in found.items() if one.after and name in installed}
    if not said:
        return settings
    detect = settings.detect
    held = msgspec.structs.replace(detect, thresholds=detect.thresholds | said)
    return msgspec.structs.replace(settings, detect=held)


def numbers(store: Store, thresholds: Mapping[str, float]) -> dict[str, int]:
    """Detector → the proposal in force that its threshold comes from."""
    with store.reading() as session:
        found = proposals.thresholds(session, datetime.now(UTC))
    return {name: one.id for name, one in found.items() if thresholds.get(name) == one.after}
