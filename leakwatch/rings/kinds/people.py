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
    """Pairs beyond chance: a, b, kind, shared, expected, p, q."""
    first = judged(overlap(evidence.pairs, without=evidence.not_persons))
    first = without_handovers(evidence.pairs, first).assign(kind=KIND)
    if evidence.alerted:
        first = pd.concat([first, _by_all_looks(evidence, first)] if len(first) else
                          [_by_all_looks(evidence, first)])  # fmt: skip
    both = first.drop_duplicates(["a", "b"]).sort_values(["a", "b"], ignore_index=True)
    return both[["a", "b", "kind", *PAIRS[2:]]]


def _by_all_looks(evidence: Evidence, first: pd.DataFrame) -> pd.DataFrame:
    more = judged(overlap(evidence.pairs, all_looks=True, without=evidence.not_persons))
    more = more[more["q"] <= FALSE_SHARE].assign(kind=ALL_LOOKS)
    alerted = list(evidence.alerted)
    near = [*alerted, *first["a"], *first["b"]]
    either = more["a"].isin(alerted) | more["b"].isin(alerted)
    return more[either & more["a"].isin(near) & more["b"].isin(near)]
