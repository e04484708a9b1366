"""What a card shows, in a few lines."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from leakwatch.evaluating.alarms import Alarms
from leakwatch.evaluating.measure import ALERT, ALONE, ANEW, OURS, WALKED, WAYS
from leakwatch.evaluating.reach import BUDGET
from leakwatch.evaluating.section import Section, Share, cell
from leakwatch.evaluating.trial import Trial

WORST = 3  # scenarios named


def summary(trials: Sequence[Trial], found: pd.DataFrame, reach: Section) -> list[str]:
    """Eight lines at most; `found` as `card.pooled` makes it, `reach` as `reach.reach` does."""
    ours, walked = found[found["way"] == OURS], found[found["way"] == WALKED]
    judged = [row[-1] for row in reach.rows if row[-1] is not None]
    rivals = ", ".join(f"{way} {_share(found[found['way'] == way], BUDGET)}" for way in WAYS[2:])
    lines = [
        _worlds(trials, ours),
        f"Whoever reads {BUDGET} of accounts a day finds {_share(ours, BUDGET)} of them, "
        f"{_share(ours, ANEW)} with found accounts set aside, "
        f"{_share(ours, ALONE)} each as if it were the only one; on the same logs {rivals}.",
        f"Judged {WALKED}, knowing no later day: {_share(walked, BUDGET)}, "
        f"{_share(walked, ANEW)} with found accounts set aside, "
        f"{_share(walked, ALONE)} as the only ones.",
        f"Alerts reach {_share(ours, ALERT)} of them, {WALKED} {_share(walked, ALERT)}; "
        + _false([(one.measures.alarms, one.measures.walked) for one in trials]) + ".",
    ]  # fmt: skip
    clean = [one.clean for one in trials if one.clean]
    if clean:
        days = sum(one.dates for one, _ in clean)
        lines.append(f"Without leaks, in {days} days: {_false(clean)}.")
    worst = (
        ours[ours["within"] == BUDGET].groupby("kind")["found"].agg(lambda day: day.notna().mean())
    )
    named = worst.sort_values(kind="stable").head(WORST)
    told = ", ".join(f"{kind} {cell(Share(share))}" for kind, share in named.items())
    lines.append(f"Found worst: {told}.")
    lines.append(f"Of {len(judged)} things to reach {sum(map(bool, judged))} are reached.")
    return lines


def _worlds(trials: Sequence[Trial], ours: pd.DataFrame) -> str:
    count, days = len(trials), sum(int(one.measures.counts["actor-days"]) for one in trials)
    leaks = len(ours[ours["within"] == BUDGET])
    return (
        f"{count} made-up world{'s' * (count > 1)}, {days} days of accounts; {leaks} people leak, "
        f"in {ours['kind'].nunique()} ways."
    )


def _share(rows: pd.DataFrame, within: str) -> str:
    return cell(Share(rows.loc[rows["within"] == within, "found"].notna().mean()))


def _false(both: Sequence[tuple[Alarms, Alarms]]) -> str:
    here, walked = (
        f"{sum(one[side].false for one in both)} of {sum(one[side].alerts for one in both)}"
        for side in (0, 1)
    )
    return f"{here} alerts are on honest accounts, {WALKED} {walked}"
