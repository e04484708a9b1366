"""Quota hugging: day after day just under a limit that raises no alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import typical
from leakwatch.detector import Test
from leakwatch.findings import Severity
from leakwatch.traces import crowding

if TYPE_CHECKING:
    import pandas as pd

#: where limits lie that people know of
ROUND = (20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 800, 1000, 2000, 5000)
DAYS = 28


class QuotaHugging(Test):
    """The days of four weeks crowd in a narrow band under a limit.

    Null: the density of the actor's days is smooth there, or as high as with the job's others
    (`leakwatch.traces.crowding`), over looks and people and over all `caps`, the settings' or round
    numbers. Where most looks have a case it says less: an assigned list is as long every day.

    >>> QuotaHugging(caps=[100]).caps
    (100.0,)
    """

    name = "quota_hugging"
    severity = Severity.MEDIUM
    runbook = """
    1. Ask who knows of a limit at this number: a monitoring rule, a licence.
    2. Check whether a system hands out lists of this length each day.
    3. Look at the last look of each of these days: did the account stop in the middle?
    """
    because = (
        "{hugged} of the last 28 days end just under {cap} looks or people; {looks} looks of "
        "{subjects} people that day, {unexplained} without a case"
    )

    def __init__(self, caps: list[float] | tuple[float, ...] = ROUND) -> None:
        if not caps or min(caps) <= 1:
            raise ValueError("caps are numbers above 1")
        self.caps = tuple(float(cap) for cap in caps)

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The least p over the caps, times their number; the `cap` and the days under it."""
        at = typical.panel(frame)
        looks, bare = at.take(frame["looks"]), at.take(frame["unexplained"])
        people = at.take(frame["subjects"])
        log, cap, hugged = crowding.most((looks, people), self.caps, at, DAYS)
        part = np.clip(2 * at.sums(bare, DAYS) / np.maximum(at.sums(looks, DAYS), 1.0), 0.1, 1.0)
        return frame[["actor", "day"]].assign(
            log_p=at.back(log * part), cap=at.back(cap), hugged=at.back(hugged)
        )
