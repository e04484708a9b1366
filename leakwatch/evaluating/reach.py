"""What detection is to reach, and whether it does."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from leakwatch.evaluating.budgets import PROMISED, per_cent
from leakwatch.evaluating.measure import ALERT, ALONE, ANEW, BY_JOB, NOTEBOOK, OURS, RING, WALKED
from leakwatch.evaluating.section import Cell, Section, Share, cell
from leakwatch.evaluating.trial import Trial

BUDGET = per_cent(PROMISED)
FOUND, TIMES, EXPOSED, WORKING, FALSE = 0.95, 3.0, 50, 14, 1.2
#: of the inside of rings
RINGED = 0.9
#: a scenario whose median leak opens as many people a day is a bulk leak, else a slow one
BULK = 15

COLUMNS = ["what", "to reach", "here", WALKED, "reached"]


def reach(trials: Sequence[Trial], found: pd.DataFrame) -> Section:
    """A row a promise: what is to reach, what it is here; `found` as `card.pooled` makes it."""
    rows = [*_people(found), *_precision(trials), *_delays(found), *_alarms(trials),
            *_rings(trials), *_samples(trials)]  # fmt: skip
    note = (
        "Of scenarios, the worst one counts, by its median where there are several people. Here: "
        "all days judged at the end; week by week: by first verdicts."
    )
    return Section("reach", "What is to reach", note, COLUMNS, rows)


def reached(section: Section) -> bool:
    """Whether everything is."""
    return all(row[-1] is not False for row in section.rows)


def _people(found: pd.DataFrame) -> list[list[Cell]]:
    told = []
    for what, ways in (
        (f"people found within {BUDGET} of accounts a day", [BUDGET]),
        ("the same, accounts found earlier set aside", [ANEW]),
        ("the same, all other leaking accounts left out", [ALONE]),
        ("and who is told in a ring", [ANEW, ALONE, RING]),
    ):
        here, walked = (_worst(found, way, ways) for way in (OURS, WALKED))
        # rings are found at the end
        first = None if RING in ways else Share(walked)
        told.append(_row(what, f"≥ {cell(Share(FOUND))}", Share(here), first, here >= FOUND))
    return told


def _worst(found: pd.DataFrame, way: str, ways: list[str]) -> float:
    rows = found[(found["way"] == way) & found["within"].isin(ways)]
    met = rows.assign(met=rows["found"].notna()).groupby(["kind", "world", "leak"])["met"].any()
    return float(met.groupby("kind").mean().min())


def _precision(trials: Sequence[Trial]) -> list[list[Cell]]:
    ours, walked, usual, careful = (
        float(pd.Series([one.measures.precision[way] for one in trials]).mean())
        for way in (OURS, WALKED, NOTEBOOK, BY_JOB)
    )
    what, times = "average precision, times the usual notebook's", ours / usual
    return [
        _row(what, f"≥ {TIMES:g}", times, walked / usual, times >= TIMES),
        _row("the same, times a notebook's within jobs", "–", ours / careful, walked / careful,
             None),
    ]  # fmt: skip


def _delays(found: pd.DataFrame) -> list[list[Cell]]:
    alert = found[found["within"] == ALERT]
    bulk = alert.groupby("kind")["a_day"].transform("median") >= BULK
    told = []
    for what, most, rows, column in (
        ("bulk leaks: people exposed before the day of the first finding", EXPOSED, bulk, "before"),
        ("bulk leaks: people exposed by the end of that day", None, bulk, "by"),
        ("slow leaks: working days before the first finding", WORKING, ~bulk, "working"),
    ):
        worst = alert[rows].groupby(["way", "kind"])[column].median().groupby("way").max()
        here, walked = (float(worst[way]) if way in worst else None for way in (OURS, WALKED))
        fits = None if most is None or here is None else here <= most
        told.append(_row(what, "–" if most is None else f"≤ {most}", here, walked, fits))
    return told


def _alarms(trials: Sequence[Trial]) -> list[list[Cell]]:
    promised = max(one.judging.share for one in trials)
    shares = [
        sum(one.false for one in seen) / max(sum(one.alerts for one in seen), 1)
        for seen in ([one.measures.alarms for one in trials],
                     [one.measures.walked for one in trials])
    ]  # fmt: skip
    clean = [one.clean for one in trials if one.clean]
    dates = sum(one.dates for one, _ in clean)
    quiet = [sum(both[side].alerts for both in clean) for side in (0, 1)]
    noisy = [sum(both[side].false_dates for both in clean) for side in (0, 1)]
    most = promised * dates
    days = [Share(one / max(dates, 1)) for one in noisy]
    return [
        _row("alerts on honest accounts, of all", f"≤ {cell(Share(FALSE * promised))}",
             Share(shares[0]), Share(shares[1]), shares[0] <= FALSE * promised),
        _row(f"without leaks: alerts in {dates} days", f"≤ {cell(most)}", quiet[0], quiet[1],
             quiet[0] <= most),
        _row("without leaks: days with a false alarm", f"≤ {cell(Share(promised))}", days[0],
             days[1], noisy[0] <= most),
    ]  # fmt: skip


def _rings(trials: Sequence[Trial]) -> list[list[Cell]]:
    """Of all planted rings that are large enough, as told at the end."""
    told = pd.concat([one.measures.rings.planted for one in trials])
    if told.empty:
        return []
    right, here = told["right"].sum(), f"≥ {cell(Share(RINGED))}"
    precision, recall = right / max(told["told"].sum(), 1), right / told["accounts"].sum()
    outside = told["outsiders_found"].sum() / max(told["outsiders"].sum(), 1)
    honest = sum(one.measures.rings.counts["honest"] for one in trials)
    return [
        _row("rings: accounts told inside that belong there", here, Share(precision), None,
             precision >= RINGED),
        _row("rings: accounts inside that are told", here, Share(recall), None, recall >= RINGED),
        _row("rings: outsiders that are told", f"{cell(Share(1))}", Share(outside), None,
             outside >= 1),
        _row("rings: honest accounts told inside", "0", honest, None, honest == 0),
    ]  # fmt: skip


def _samples(trials: Sequence[Trial]) -> list[list[Cell]]:
    """Of samples whose sources have nothing in common, and of nobody's."""
    told = pd.concat([one.measures.traced for one in trials])
    apart, nobody = told[told["apart"]], told[told["truth"].isna()]
    if told.empty:
        return []
    first = float((apart["rank"] <= apart["sources"]).mean()) if len(apart) else None
    named = int(nobody["others"].sum())
    return [
        _row("samples: sources ranked before everybody else", f"{cell(Share(1))}",
             None if first is None else Share(first), None, None if first is None else first >= 1),
        _row("samples of nobody's: accounts named", "0", named, None, named == 0),
    ]  # fmt: skip


def _row(
    what: str, target: str, here: float | None, walked: float | None, fits: bool | None
) -> list[Cell]:
    # a numpy truth is no bool, and `is False` would not see it
    return [what, target, here, walked, None if fits is None else bool(fits)]
