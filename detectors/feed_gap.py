"""Feed gap: a log that went silent, lost a column or numbers, dropped or was wiped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch.detector import Watch
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import pandas as pd


class FeedGap(Watch):
    """Fires on what may hide look-ups, whoever made them.

    A gap longer than usual and no likelier than `chance`, or longer than the settings' `every`; a
    day with less than half of the least, no likelier; a column that the files before had; numbers
    missing from a log that never lacked any; a wiped log.

    >>> FeedGap(chance=1e-6).chance
    1e-06
    """

    name = "feed_gap"
    severity = Severity.HIGH
    runbook = """
    1. Ask who runs the system whether it stood still, and whether that was announced.
    2. Check the collection: the export job, the disk, the account it logs in with.
    3. Ask for what is missing, deliver it, and run again: the gap closes by itself.
    4. If the system ran and the log did not, find out who could switch it off, and what
       was opened in those hours by other records (the door, the network, the database).
    5. If it was a holiday, write it into the calendar.
    """

    def __init__(self, chance: float = 1e-5) -> None:
        if not 0 < chance < 1:
            raise ValueError("chance lies between 0 and 1")
        self.chance = chance

    def when(self, feeds: pd.DataFrame) -> dict[str, pd.Series[bool]]:
        """What is wrong, by the sentence that says it."""
        rare = np.log(self.chance)
        silent = feeds["silent"].notna() & ((feeds["silent_log_p"] <= rare) | (feeds["every"] > 0))
        few = (feeds["log_p"] <= rare) & (feeds["events"] < feeds["least"] / 2)
        lost = feeds["lost"] != ""
        back, found = feeds["back"].notna(), feeds["found"].notna()
        return {
            "silent since {silent}": silent & ~back,
            "silent from {silent}; came back at {back}": silent & back,
            "{events} events in a day; usual: {usual}": few & (feeds["events"] > 0),
            "column {lost} missing": lost & ~found,
            "column {lost} missing; came back on {found}": lost & found,
            "{holes} numbers missing within a file": feeds["holes"] > 0,
            "{between} numbers missing between two files": feeds["between"] > 0,
            "the log was wiped by {wipers}": feeds["wiped"] > 0,
        }
