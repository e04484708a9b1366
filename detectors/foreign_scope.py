"""Foreign scope: records of other branches, outlets and wards, which are none of one's work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from leakwatch import rates, typical
from leakwatch.detector import Test
from leakwatch.findings import Severity

if TYPE_CHECKING:
    import pandas as pd


class ForeignScope(Test):
    """More looks at other branches' records without a case than the job and the past make.

    Null: over 1, 7 and 28 days the count is beta-binomial about the rate of the job (of the branch
    where higher), and the actor's own before; looks without a case beyond the usual bring as many
    such records as the job's have. People from far regions count too; a case or a call is scope.

    >>> ForeignScope().severity.name
    'HIGH'
    """

    name = "foreign_scope"
    severity = Severity.HIGH
    weight = 0.5
    runbook = """
    1. List the other branches whose records were opened: one, a few, or all alike?
    2. Ask whether the account stood in there (the roster); ask the branch about ten records.
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
        looks = at.take(frame["looks"])
        bare = np.minimum(at.take(frame["unexplained"]), looks) * rates.alone(frame, at)
        more = np.maximum(bare - rates.local(bare, looks, at) * looks, 0.0)
        away, far = at.take(frame["foreign"]), np.minimum(at.take(frame["far"]), looks)
        foreign = np.minimum(at.take(frame["unexplained_foreign"]) * rates.alone(frame, at), bare)
        far_bare = far * bare / np.maximum(looks, 1.0)
        # whoever lacks cases lacks them for any record, of other branches as of the own
        hits = [np.maximum(some - more * rates.local(every, looks, at), 0.0)
                for some, every in ((foreign, away), (far_bare, far))]  # fmt: skip
        return frame[["actor", "day"]].assign(
            log_p=at.back(rates.combined(hits, looks, at)),
            expected=at.back(np.round(rates.local(foreign, looks, at) * looks)),
        )
