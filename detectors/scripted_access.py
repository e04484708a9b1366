"""Scripted access: records opened in the rhythm of a machine, not of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Test
from leakwatch.findings import Severity
from leakwatch.tail import log_cauchy
from leakwatch.traces import rhythm

if TYPE_CHECKING:
    import pandas as pd


class ScriptedAccess(Test):
    """Gaps of the same second, gaps that hardly vary or leave no time, hours without a pause.

    Null: a person's gaps are log-normal and pauses come at random (`traces.rhythm`), no more
    evenly than the job's. Looks by night speak only of a day with a rhythm. Looks that a case
    explains count little: whoever works off own tickets by a macro takes nothing. Ascending
    numbers cannot be seen, the lake holds tokens. A script that waits as people do is not found.

    >>> ScriptedAccess().severity.name
    'CRITICAL'
    """

    name = "scripted_access"
    severity = Severity.CRITICAL
    weight = 0.5
    runbook = """
    1. Look at the terminal of the account: what runs there, since when, started by whom?
    2. Ask the system's owner for the requests of that hour: client, path, page numbers.
    3. If it is a registered job, have it written into the list of batch accounts.
    4. Otherwise lock the account and keep the machine's memory and disk as they are.
    """
    because = (
        "{looks} looks, {gap_mode_share:.0%} of the gaps of {gap_mode} seconds; gaps vary by "
        "{gap_cv} of their mean; longest run without a pause of two minutes: {longest_run} looks; "
        "{night_looks} between 22:00 and 06:00; {unexplained} without a case"
    )

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The combined p."""
        at = typical.panel(frame)
        looks, bare = at.take(frame["looks"]), at.take(frame["unexplained"])
        logs = rhythm.log_ps(frame, at)
        night = at.take(frame["night_looks"])
        by_night = rates.log_ps(night, looks, at, (1,))
        plain = log_cauchy(np.stack(logs, axis=1))
        # night shifts change: by night nobody is more of a machine than twice the day's rhythm
        night = np.where(plain < np.log(0.05), np.fmax(np.max(by_night, axis=0), 2 * plain), 0.0)
        log = np.minimum(log_cauchy(np.stack([*logs, night], axis=1)), 0.0)
        part = np.clip(bare / np.maximum(looks, 1.0), 0.1, 1.0)
        return frame[["actor", "day"]].assign(log_p=at.back(log * part))
