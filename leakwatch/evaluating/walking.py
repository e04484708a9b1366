"""Judging as an investigator lives: week by week, never knowing the weeks to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from leakwatch.evaluating.running import Outcome, opened

if TYPE_CHECKING:
    import pandas as pd

#: every day is judged by its week's end, and its first verdict stands
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Walked:
    """The first verdicts: `days`: actor, day, score; `raised`: actor, day, detector of findings
    that no excuse let go.
    """

    days: pd.DataFrame
    raised: pd.DataFrame


def walk(place: Path) -> Walked:
    """Judges each week but the last when it is over; the last one's verdicts are the whole run's.

    Keeps nothing. Only the days are cut: the context tables are as the end knows them.
    """
    import pandas as pd

    from leakwatch import judging
    from leakwatch.features.columns import DAYS
    from leakwatch.footing import footing

    scored, raised = [], []
    with opened(place) as house:
        table = house.lake.read("days", DAYS)
        known = house.lake.engine.arrow(table.aggregate(low=table.day.min(), high=table.day.max()))
        [row] = known.to_pylist()
        for first, last in weeks(row["low"], row["high"])[:-1]:
            on = footing(house.settings, house.key, last)
            found = judging.judge(house.lake, on, judging.heard(house.lake, on))
            said = found.findings[found.findings["excuse"].fillna("") == ""]
            scored.append(within(found.days, first, last)[["actor", "day", "score"]])
            raised.append(within(said, first, last)[["actor", "day", "detector"]])
    if not scored:
        return Walked(pd.DataFrame(columns=["actor", "day", "score"]),
                      pd.DataFrame(columns=["actor", "day", "detector"]))  # fmt: skip
    return Walked(pd.concat(scored, ignore_index=True), pd.concat(raised, ignore_index=True))


def weeks(low: date, high: date) -> Sequence[tuple[date, date]]:
    """First and last days of the weeks from the first day on; the last may be short.

    >>> [str(last) for _, last in weeks(date(2026, 3, 2), date(2026, 3, 10))]
    ['2026-03-08', '2026-03-10']
    """
    count = (high - low) // WEEK + 1
    firsts = [low + WEEK * number for number in range(count)]
    return [(first, min(first + WEEK - timedelta(days=1), high)) for first in firsts]


def within(table: pd.DataFrame, first: date, last: date) -> pd.DataFrame:
    """The rows of these days, `day` as a timestamp."""
    import pandas as pd

    told = table.assign(day=pd.to_datetime(table["day"]))
    return told[told["day"].between(pd.Timestamp(first), pd.Timestamp(last))]


def completed(walked: Walked, outcome: Outcome) -> Walked:
    """With the last week, of which the whole run's verdicts are the first."""
    import pandas as pd

    last = walked.days["day"].max() if len(walked.days) else pd.Timestamp.min

    def joined(before: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
        rest = whole.loc[whole["day"] > last, list(before.columns)]
        return pd.concat([before, rest], ignore_index=True) if len(before) else rest

    return Walked(joined(walked.days, outcome.days), joined(walked.raised, outcome.raised))
