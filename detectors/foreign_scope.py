"""Foreign scope: records of other branches, outlets and wards, which are none of one's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Test
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import pandas as pd

WINDOWS = (1, 7, 28)


class ForeignScope(Test):
    """More looks at other branches' records without a case than the job and the past make.

    Null: over 1, 7 and 28 days the count is beta-binomial about the rate of the job (of the
    job's branch where that is higher), and about the actor's own before, as dispersed as the
    job's actors are. People from far regions count beside records of other branches. A look
    with a case, or after a call, is inside one's scope wherever the record lies.

    >>> ForeignScope().severity.name
    'HIGH'
    """

    name = "foreign_scope"
    severity = Severity.HIGH
    prior = 0.3
    runbook = """
    1. List the other branches whose records were opened: one, a few, or all alike?
    2. Ask whether the account stood in for a colleague there, or moved (the roster).
    3. Take ten of the records and ask their own branch who asked for them.
    """
    because = (
        "{unexplained_foreign} of {looks} looks without a case at other branches' records, about "
        "{expected} are usual; colleagues in the same job that day: median "
        "{peers.unexplained_foreign}; in 28 days {foreign_28} of {looks_28} at other branches; "
        "{far} at people from other regions"
    )

    def log_p(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The combined p, and `expected` looks at other branches' records without a case."""
        at = typical.panel(frame)
        looks, bare = at.take(frame["looks"]), at.take(frame["unexplained"])
        alone, share = rates.alone(frame, at), np.clip(bare / np.maximum(looks, 1.0), 0.0, 1.0)
        foreign = np.minimum(at.take(frame["unexplained_foreign"]), bare) * alone
        far = np.minimum(at.take(frame["far"]), looks) * share * alone
        # a ticket system that is down leaves the usual foreign looks without a case too
        down = ~np.isnan(rates.lifted(bare, looks, rates.local(bare, looks, at), at))
        away = at.take(frame["foreign"])
        foreign = np.where(down, np.minimum(foreign, rates.local(away, looks, at) * bare), foreign)
        return frame[["actor", "day"]].assign(
            log_p=at.back(rates.combined((foreign, far), looks, at, WINDOWS)),
            expected=at.back(np.round(rates.local(foreign, looks, at) * looks)),
        )
