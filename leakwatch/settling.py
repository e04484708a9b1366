"""Days whose judgement stands: what was said of them is neither changed nor taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from leakwatch.detect import Detected
from leakwatch.findings import FEED
from leakwatch.lake import Lake

if TYPE_CHECKING:
    import pandas as pd

#: a day is judged anew until it was judged with so many days after it
GRACE = timedelta(days=14)
#: in the summary of a run: day → its facts
FACTS = "facts"


def marks(lake: Lake, until: date | None = None) -> dict[str, str]:
    """Names the facts of each day judged: other facts, another name."""
    return {
        day: hashlib.sha256("\n".join(sorted(place)).encode()).hexdigest()[:12]
        for day, place in sorted(lake.files("days").items())
        if day and (until is None or day <= str(until))
    }


def settled(now: Mapping[str, str], last: Mapping[str, Any]) -> frozenset[date]:
    """The days that were judged with their grace behind them, and whose facts are the same.

    `last` is the summary of the last run under the same settings. Late rows change a day's
    facts: it is judged again. A run that comes late has judged nothing with its grace but what
    lay as far back then.
    """
    known = last.get(FACTS, {})
    if not known:
        return frozenset()
    line = date.fromisoformat(max(known)) - GRACE
    same = (date.fromisoformat(day) for day, mark in now.items() if known.get(day) == mark)
    return frozenset(day for day in same if day <= line)


def past(now: Mapping[str, str], line: date | None) -> frozenset[date]:
    """The days before a line: what is left of their facts is held, and nobody to be judged by."""
    days = map(date.fromisoformat, now)
    return frozenset(day for day in days if line and day < line)


def standing(found: Detected, days: Collection[date], rules: Collection[str]) -> Detected:
    """What a run found, without what it would say anew of settled days.

    What a rule says is true whenever it is learnt, as that somebody had left: that is added.
    """
    if not days:
        return found
    table = found.findings
    feeds = table["actor"].str.startswith(FEED)
    kept = ~_among(table, days) | feeds | table["detector"].isin(list(rules))
    return replace(found, findings=table[kept].reset_index(drop=True), settled=frozenset(days))


def scored(now: pd.DataFrame, before: pd.DataFrame, days: Collection[date]) -> pd.DataFrame:
    """The actor-days with score and p, those of settled days as they were."""
    import numpy as np

    old = now[["actor", "day"]].merge(
        before[["actor", "day", "score", "p"]].assign(day=before["day"].astype(now["day"].dtype)),
        on=["actor", "day"], how="left", validate="one_to_one",
    )  # fmt: skip
    stands = _among(now, days).to_numpy() & old["score"].notna().to_numpy()
    kept = {name: np.where(stands, old[name], now[name]) for name in ("score", "p")}
    return now.assign(**kept)


def _among(table: pd.DataFrame, days: Collection[date]) -> pd.Series[bool]:
    import pandas as pd

    return pd.to_datetime(table["day"]).isin(pd.to_datetime(sorted(days)))
