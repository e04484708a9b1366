"""What tracing a leaked sample gives its true sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

import pandas as pd

from leakwatch.evaluating.cast import Cast

SOURCES = [
    "sample", "sources", "apart", "account", "truth", "rank", "share", "p", "others",
]  # fmt: skip
#: shares that add up to more are of sources that leaked the same people
WHOLE = 1.05


def sources(traces: Mapping[str, pd.DataFrame], cast: Cast) -> pd.DataFrame:
    """SOURCES, a row for each true source, one of none for a sample of nobody's.

    `sources`: how many the sample has; `apart`: whether no two leaked the same people; `truth`:
    the share it leaked; its `rank`, `share` and `p` by the trace, null where the trace does not
    list it; `others`: accounts without a part in the sample that the trace gives a share.
    """
    rows = [
        row
        for file, shares in cast.samples.items()
        if file in traces
        for row in _rows(PurePosixPath(file).stem, shares, traces[file], _names(cast))
    ]
    return pd.DataFrame(rows, columns=SOURCES)


def _rows(
    name: str, shares: Mapping[str, float], trace: pd.DataFrame, names: Mapping[str, str]
) -> list[list[object]]:
    by = trace.set_index("actor")
    others = int(((by["share"] > 0) & ~by.index.isin(list(shares))).sum())
    if not shares:
        least = by["p"].min() if len(by) else None
        return [[name, 0, False, None, None, None, None, least, others]]
    apart = sum(shares.values()) <= WHOLE
    got = by.reindex(list(shares))
    return [
        [name, len(shares), apart, names.get(actor, actor), truth, *told, others]
        for (actor, truth), told in zip(
            shares.items(), got[["rank", "share", "p"]].itertuples(index=False), strict=True
        )
    ]


def _names(cast: Cast) -> dict[str, str]:
    accounts = cast.leaks["org"] + "/" + cast.leaks["account"]
    return dict(zip(cast.leaks["actor"], accounts, strict=True))
