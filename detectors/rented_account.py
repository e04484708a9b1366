"""Rented account: one account, two places and two ways of working."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Facts, Test
from leakwatch.findings import Severity
from leakwatch.tail import log_cauchy
from leakwatch.traces import seats

if TYPE_CHECKING:
    import pandas as pd


class RentedAccount(Test):
    """Used from two places by turns, or from a place where nobody gives cases as the owner does.

    Null: switches between places within ten minutes come at the job's rate and the account's own
    (beta-binomial over 1, 7 and 28 days); looks from a place that is no colleague's in the branch
    lack cases as often as those from the account's others. Switches count where one place lacks
    them more often: a second screen, a tunnel or a new terminal has one person before it. The
    p-values become one by the Cauchy combination.

    >>> RentedAccount.severity.name
    'CRITICAL'
    """

    name = "rented_account"
    severity = Severity.CRITICAL
    weight = 0.5
    runbook = """
    1. Lock the account and ask its owner who else knows the password, and for how much.
    2. Find whose the other place is: a partner's office, a home, another outlet.
    3. List the other accounts used from there.
    4. Treat all people opened from there as exposed.
    """
    because = (
        "{there} of {looks} looks from one place, {there_bare} of them without a case; at its "
        "others {elsewhere:.0%} lack one; {switches} looks came within ten minutes of one at "
        "another place; colleagues: median {peers.switches}"
    )

    def frame(self, facts: Facts) -> pd.DataFrame:
        """The days with their oddest place."""
        return seats.seated(facts.deeds, facts.frame)

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The combined p, and the numbers of the oddest place."""
        at = typical.panel(frame)
        looks = at.take(frame["looks"])
        switches = np.minimum(at.take(frame["switches"]), looks)
        turns = rates.log_ps(switches, looks, at)
        held = at.take(frame["unlike"]) * (switches > 0)
        logs = np.stack([at.take(frame["out"]), *(held * log for log in turns)], axis=1)
        said = frame[["actor", "day", "there", "there_bare", "elsewhere"]]
        return said.assign(log_p=at.back(np.minimum(log_cauchy(logs), 0.0)))
