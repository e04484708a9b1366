"""What a verdict rests on beside the lake: the settings that count for it, and nothing secret."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from leakwatch import calendar as calendars
from leakwatch import plugins, tokens
from leakwatch.calendar import Calendar
from leakwatch.errors import ConfigError
from leakwatch.feeds.standing import Known
from leakwatch.feeds.table import known
from leakwatch.settings import Detect, Settings


@dataclass(frozen=True)
class Footing:
    """The settings under which days are judged, up to the day `until`.

    `detect` names every detector that judges and has tokens for accounts; of sources there is
    what feeds are judged by, and neither place nor query.
    """

    detect: Detect
    calendar: Calendar
    feeds: dict[str, Known]
    zone: str
    language: str
    until: date | None = None

    def written(self) -> dict[str, Any]:
        """What JSON takes of it, always in the same order."""
        told: dict[str, Any] = msgspec.json.decode(self._bytes)
        return told

    @property
    def mark(self) -> str:
        """A name of 64 letters: other settings, another name."""
        return hashlib.sha256(self._bytes).hexdigest()

    @property
    def _bytes(self) -> bytes:
        return msgspec.json.encode(self, order="sorted")


def footing(settings: Settings, key: tokens.Key, until: date | None = None) -> Footing:
    """What the settings say now."""
    detect, ours = settings.detect, settings.organisation
    accounts = detect.registered_batch_accounts
    told = msgspec.structs.replace(
        detect,
        # a detector installed tomorrow has not judged today
        only=detect.only or plugins.detectors(),
        registered_batch_accounts=tuple(tokens.read_token(key, "actor", one) for one in accounts),
    )
    calendar, feeds = calendars.read(settings), known(settings)
    return Footing(told, calendar, feeds, ours.zone, ours.language, until)


def read(written: dict[str, Any], where: str) -> Footing:
    """What was kept; ConfigError where it holds a setting this program does not have."""
    try:
        return msgspec.convert(written, Footing)
    except msgspec.ValidationError as error:
        raise ConfigError(f"its settings are of another leakwatch: {error}", where=where,
                          hint="install the version that judged it") from error  # fmt: skip
