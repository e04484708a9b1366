"""What detection is to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from leakwatch.evaluating.budgets import PROMISED, per_cent
from leakwatch.evaluating.measure import ALERT, ANEW, BY_JOB, NOTEBOOK, OURS, RING
from leakwatch.evaluating.section import Cell, Section, Share, cell
from leakwatch.evaluating.trial import Trial

BUDGET = per_cent(PROMISED)
FOUND, TIMES, EXPOSED, WORKING, FALSE = 0.95, 3.0, 50, 14, 1.2
#: a scenario whose median leak opens as many people a day is a bulk leak, else a slow one
BULK = 15

COLUMNS = ["what", "to reach", "here", "reached"]


def reach(trials: Sequence[Trial], found: pd.DataFrame) -> Section:
    """A row a promise: what is to reach, what it is here; `found` as `card.pooled` makes it."""
    rows = [*_people(found), *_precision(trials), *_delays(found), *_alarms(trials)]
    note = "Of scenarios, the worst one counts, by its median where there are several people."
    return Section("reach", "What is to reach", note, COLUMNS, rows)


def reached(section: Section) -> bool:
    """Whether everything is."""
    return all(row[-1] is not False for row in section.rows)


def _people(found: pd.DataFrame) -> list[list[Cell]]:
    ours = found[found["way"] == OURS]
    told = []
    for what, ways in (
        (f"people found within {BUDGET} of accounts a day", [BUDGET]),
        ("the same, accounts found earlier set aside", [ANEW]),
        ("and who is told in a ring", [ANEW, RING]),
    ):
        rows = ours[ours["within"].isin(ways)]
        met = rows.assign(met=rows["found"].notna()).groupby(["kind", "world", "leak"])["met"].any()
        worst = float(met.groupby("kind").mean().min())
        told.append(_row(what, f"≥ {cell(Share(FOUND))}", Share(worst), worst >= FOUND))
    return told


def _precision(trials: Sequence[Trial]) -> list[list[Cell]]:
    ours, usual, careful = (
        pd.Series([one.measures.precision[way] for one in trials]).mean()
        for way in (OURS, NOTEBOOK, BY_JOB)
    )
    what, times = "average precision, times the usual notebook's", float(ours / usual)
    return [
        _row(what, f"≥ {TIMES:g}", times, times >= TIMES),
        _row("the same, times a notebook's within jobs", "–", float(ours / careful), None),
    ]


def _delays(found: pd.DataFrame) -> list[list[Cell]]:
    alert = found[(found["way"] == OURS) & (found["within"] == ALERT)]
    bulk = alert.groupby("kind")["a_day"].transform("median") >= BULK
    told = []
    for what, most, rows, column in (
        ("bulk leaks: people exposed before the day of the first finding", EXPOSED, bulk, "before"),
        ("bulk leaks: people exposed by the end of that day", None, bulk, "by"),
        ("slow leaks: working days before the first finding", WORKING, ~bulk, "working"),
    ):
        worst = float(alert[rows].groupby("kind")[column].median().max()) if rows.any() else None
        fits = None if most is None or worst is None else worst <= most
        told.append(_row(what, "–" if most is None else f"≤ {most}", worst, fits))
    return told


def _alarms(trials: Sequence[Trial]) -> list[list[Cell]]:
    promised = max(one.judging.share for one in trials)
    alerts = sum(one.measures.alarms.alerts for one in trials)
    false = sum(one.measures.alarms.false for one in trials)
    share = false / alerts if alerts else 0.0
    clean = [one.clean for one in trials if one.clean]
    dates, noisy = sum(one.dates for one in clean), sum(one.false_dates for one in clean)
    quiet, most = sum(one.alerts for one in clean), promised * dates
    return [
        _row("alerts on honest accounts, of all", f"≤ {cell(Share(FALSE * promised))}",
             Share(share), share <= FALSE * promised),
        _row(f"without leaks: alerts in {dates} days", f"≤ {cell(most)}", quiet, quiet <= most),
        _row("without leaks: days with a false alarm", f"≤ {cell(Share(promised))}",
             Share(noisy / max(dates, 1)), noisy <= most),
    ]  # fmt: skip


def _row(what: str, target: str, here: float | None, fits: bool | None) -> list[Cell]:
    # a numpy truth is no bool, and `is False` would not see it
    return [what, target, here, None if fits is None else bool(fits)]
