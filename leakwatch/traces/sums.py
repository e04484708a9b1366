"""Sums of numbers by name between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from leakwatch.running import GRAIN, running

if TYPE_CHECKING:
    from leakwatch.tail import Codes, Floats


class Sums:
    """Numbers of names on days (counted since 1970), to be summed over any span at once."""

    def __init__(self, name: pd.Series[str], day: Codes, number: pd.Series[float]) -> None:
        code, self._names = pd.factorize(name)
        key = code.astype(np.int64) << 32 | day
        order = np.argsort(key, kind="stable")
        self._key = key[order]
        self._total = running(number.to_numpy(np.float64)[order])

    def between(self, name: pd.Series[str], after: Codes, until: Codes) -> Floats:
        """The sum of the name's numbers after one day and until the other; 0 of no name."""
        code = pd.Index(self._names).get_indexer(pd.Index(name)).astype(np.int64)
        ends = (np.searchsorted(self._key, code << 32 | day, "right") for day in (until, after))
        last, first = (self._total[end] for end in ends)
        return np.where(code < 0, 0.0, (last - first) / GRAIN)


def day_number(day: pd.Series) -> Codes:
    """Days since 1970."""
    return pd.to_datetime(day).to_numpy().astype("datetime64[D]").astype(np.int64)
