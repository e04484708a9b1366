"""Which excuse holds for which actor-day, and for which detectors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from leakwatch.excuses.contract import Excuse, Ground

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd


class Held:
    """Asks each excuse once, when the first detector comes that it may let go."""

    def __init__(self, days: pd.DataFrame, ground: Ground, excuses: Iterable[Excuse]) -> None:
        self._days, self._ground, self._excuses = days, ground, tuple(excuses)
        self._known: dict[str, npt.NDArray[np.bool_]] = {}

    def of(self, detector: str) -> npt.NDArray[np.object_]:
        """The name of the first excuse that lets this detector's finding of each day go, or ""."""
        found = np.full(len(self._days), "", dtype=object)
        for excuse in self._excuses:
            if detector in excuse.lets_go and len(self._days):
                found[self._holds(excuse) & (found == "")] = excuse.name
        return found

    def _holds(self, excuse: Excuse) -> npt.NDArray[np.bool_]:
        if excuse.name not in self._known:
            held = excuse.holds(self._days, self._ground)
            self._known[excuse.name] = held.to_numpy(dtype=bool)
        return self._known[excuse.name]
