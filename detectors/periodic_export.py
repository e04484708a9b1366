"""Periodic export: rows taken out every so many days, about as many each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import typical
from leakwatch.detector import Test
from leakwatch.findings import Severity
from leakwatch.traces import period

if TYPE_CHECKING:
    import pandas as pd


#: fewer rows are no list: the least number that the law counts
LIST = 50


class PeriodicExport(Test):
    """Exports without a case at a near-constant distance and size (every fifteen days, say).

    Null: an actor exports lists (50 rows or more) on random days, weekly and monthly habits
    apart, in sizes as varied as the job's (`leakwatch.traces.period`). Days on which half of the
    branch's exporting colleagues export too are the unit's report; a period of which half are
    such days is none.

    >>> PeriodicExport().severity.name
    'HIGH'
    """

    name = "periodic_export"
    severity = Severity.HIGH
    # four exports prove little by themselves, but hardly anybody makes four such
    rough = True
    runbook = """
    1. Get the files: what is in them, which filter, whether each begins where the last ended.
    2. Ask for the report they belong to and its recipient; a report has a number and an order.
    3. Check whether the account's owner was at work on each of these days.
    4. Look for the same files leaving: mail, storage sticks, cloud folders.
    """
    because = (
        "exported {exported} rows, as {times} times before and now, {usual} rows each, every "
        "{period} days; colleagues in the same job that day: median {peers.exported}; "
        "{taken_unexplained} rows taken that day without a case"
    )

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Of days with an export without a case: p, `period` (days), `usual` rows, `times`."""
        frame = frame.assign(group=typical.peers(frame))
        taking = (frame["exports"] > 0) & (frame["exported"] >= LIST)
        taking &= frame["taken_unexplained"] > 0
        deeds = frame[taking].sort_values(["actor", "day"]).assign(
            size=lambda rows: rows["exported"])  # fmt: skip
        found = period.periods(deeds)
        found["log_p"] = np.where(period.of_units(deeds) >= 0.5, 0.0, found["log_p"])
        return deeds[["actor", "day"]].join(found)
