"""Two accounts opened the same people within days of each other, beyond chance (see `null`).

Kind "people": without a case, work passed on with cases being expected. Kind "looks": by all
looks, which says less, and only where one account is alerted and the other alerted or in a pair
of the first kind: a ring whose list came with false cases.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.handovers import without_handovers
from leakwatch.rings.overlap import overlap
from leakwatch.rings.significance import FALSE_SHARE, PAIRS, judged

if TYPE_CHECKING:
    from leakwatch.rings.evidence import Evidence

KIND, ALL_LOOKS = "people", "looks"


def found(evidence: Evidence) -> pd.DataFrame:
    """Pairs beyond chance, and by looks without a case also those that may add to a group (p ≤
    ADDING): a, b, kind, shared, expected, p, q; two accounts by the kind that says more."""
    first = judged(overlap(evidence.pairs, without=evidence.not_persons))
    first = without_handovers(evidence.pairs, first).assign(kind=KIND)
    firm = first[first["q"] <= FALSE_SHARE]
    parts = [firm, by_all_looks(evidence, firm), first] if evidence.alerted else [first]
    both = pd.concat([part for part in parts if len(part)] or [first])
    both = both.drop_duplicates(["a", "b"]).sort_values(["a", "b"], ignore_index=True)
    return both[["a", "b", "kind", *PAIRS[2:]]]


def by_all_looks(evidence: Evidence, firm: pd.DataFrame) -> pd.DataFrame:
    """Pairs beyond chance by all looks, around alerted accounts."""
    more = judged(overlap(evidence.pairs, all_looks=True, without=evidence.not_persons))
    more = more[more["q"] <= FALSE_SHARE].assign(kind=ALL_LOOKS)
    alerted = list(evidence.alerted)
    near = [*alerted, *firm["a"], *firm["b"]]
    either = more["a"].isin(alerted) | more["b"].isin(alerted)
    return more[either & more["a"].isin(near) & more["b"].isin(near)]
