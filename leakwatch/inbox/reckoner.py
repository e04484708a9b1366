"""What would have made the difference, reckoned beside the pages: one alert after the other."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

from leakwatch import pipeline, replaying
from leakwatch.errors import LeakwatchError

if TYPE_CHECKING:
    from leakwatch.settings import Settings

#: more do not wait: each reads all facts of the lake
MOST = 4
logger = logging.getLogger(__name__)


class Reckoner:
    """Judges alerts again with less of something, in an engine of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn, self._door = Lock(), Lock()
        self._asked: set[str] = set()

    def at(self, alert: str) -> bool:
        """True while an alert waits or is being reckoned."""
        return alert in self._asked

    def asked(self, alert: str) -> bool:
        """Puts an alert in the queue; False where it is there already, or too many are."""
        with self._door:
            if alert in self._asked or len(self._asked) >= MOST:
                return False
            self._asked.add(alert)
            return True

    def work(self, alert: str) -> None:
        """Reckons one that was asked; what is found is kept with the alert."""
        try:
            with self._turn, pipeline.opened(self._settings) as house:
                replaying.explain(house, alert)
        except LeakwatchError as error:
            logger.warning("nothing reckoned for %s: %s", alert, error)
        finally:
            with self._door:
                self._asked.discard(alert)
