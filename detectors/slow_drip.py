"""Slow drip: a few looks a day without a case, day after day, never enough for a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Test
from leakwatch.findings import Severity
from leakwatch.traces import martingale

if TYPE_CHECKING:
    import pandas as pd

#: days worked in a year
YEAR = 250


class SlowDrip(Test):
    """The share of looks without a case rose one day and stayed up.

    Null: each account keeps to one habit of the job's, with over-dispersed days. The chance told
    is anytime-valid (Ville) and of an actor-year: of a thousand honest accounts watched daily for
    250 days, at most one ever falls below 0.001. One wild day counts as a high one, a day that
    lifts the whole job as an ordinary one, and calls by the person explain a look.

    >>> SlowDrip().severity.name
    'HIGH'
    """

    name = "slow_drip"
    severity = Severity.HIGH
    weight = 2.0
    runbook = """
    1. Read the looks without a case of four weeks as one list: who are these people?
    2. Ask what changed when the share rose: a new task, another desk, a sampling list.
    3. Look for a daily hour, a device or a place that these looks have in common.
    4. Ask the people, through the complaints desk, whether anyone called them since.
    """
    because = (
        "{bare} people opened without a case in 28 days, where the rate of the account and the "
        "job makes about {expected}; a year of honest days gets so far with at most {chance}"
    )

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The anytime p, `expected` people without a case in 28 days, and `chance`."""
        at = typical.panel(frame)
        people, bare = rates.bare(frame, at)
        looks, foreign = at.take(frame["looks"]), at.take(frame["unexplained_foreign"])
        risen = [martingale.risen(*part, at) for part in ((bare, people), (foreign, looks))]
        log = np.minimum(-np.log(np.mean(risen, axis=0) + 1e-300), 0.0)
        usual = rates.before(bare, people, rates.local(bare, people, at), at, 28)
        return frame[["actor", "day"]].assign(
            log_p=at.back(log * rates.part(bare, people, usual)),
            bare=at.back(np.round(at.sums(bare, 28))),
            expected=at.back(np.round(usual * at.sums(people, 28))),
            chance=at.back(np.minimum(YEAR * np.exp(log), 1.0)),
        )
