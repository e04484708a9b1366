"""What detectors say of feeds, as findings: beside the budget and the promise for accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.findings import FEED

if TYPE_CHECKING:
    from leakwatch.detector import Facts, Watch
    from leakwatch.language import Say

#: as long as the store takes
LONGEST = 64


def named(feeds: pd.DataFrame | None) -> pd.DataFrame:
    """Actor, org and day of feed-days; the actor is `feed:` and the source, in the clear.

    >>> named(pd.DataFrame({"source": ["crm"], "org": ["o"], "day": [1]}))["actor"].tolist()
    ['feed:crm']
    """
    given = pd.DataFrame(columns=["source", "org", "day"]) if feeds is None else feeds
    names = FEED + given["source"].astype("str")
    return given[["org", "day"]].assign(actor=names.str[:LONGEST])


def findings(one: Watch, facts: Facts, say: Say = str) -> pd.DataFrame:
    """Columns of `findings.FINDINGS`: each feed-day of which the detector says something."""
    found = one.told(facts, say)
    rows = found.rename(columns=str).to_dict("records")
    return named(found).assign(
        detector=one.name,
        score=found["score"],
        p=found["p"],
        because=[say(one.because).format(**{str(name): row[name] for name in row}) for row in rows],
        severity=int(one.severity),
        excuse="",
    )
