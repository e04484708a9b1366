"""What was planted beside what was found, by every way of finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from leakwatch.evaluating import alarms, budgets
from leakwatch.evaluating.alarms import Alarms
from leakwatch.evaluating.cast import Cast
from leakwatch.evaluating.delays import delays
from leakwatch.evaluating.rings import Ringed, ringed
from leakwatch.evaluating.running import Outcome
from leakwatch.evaluating.traced import sources
from leakwatch.evaluating.walking import Walked, completed

OURS, WALKED, WARNINGS = "leakwatch", "week by week", "six warnings"
NOTEBOOK, BY_JOB = "notebook", "notebook by job"
WAYS = (OURS, WALKED, WARNINGS, NOTEBOOK, BY_JOB)
#: found by an alert as raised, whatever its place; and by being told in a ring
ALERT, RING = "alert", "ring"
#: within the promised budget, accounts found earlier set aside
ANEW = f"{budgets.per_cent(budgets.PROMISED)} anew"
#: within it, every other leaking account left out
ALONE = f"{budgets.per_cent(budgets.PROMISED)} alone"
TOLD = ["leak", "kind", "org", "account", "people", "first"]


@dataclass(frozen=True)
class Measures:
    """What one world shows.

    `found`: one row a leak and way of being found: those of the leak (TOLD), `way`, `within` (a
    budget, ANEW, ALONE, ALERT or RING), `found` (its day or null; of a ring its last day), its
    delays, and `above`: honest accounts above it on its best day;
    `leaks`: by leak, the account's `role`, the mean people `a_day` of the leak, and the `place`
    of its best day by our score among `active`;
    `precision`: by way, and under `chance` the share of days that leak; `walked`: the alarms of
    first verdicts; `rings` beside those planted, `traced`: `traced.SOURCES`.
    """

    counts: dict[str, float]
    found: pd.DataFrame
    leaks: pd.DataFrame
    precision: dict[str, float]
    alarms: Alarms
    walked: Alarms
    decoys: pd.DataFrame
    rings: Ringed
    traced: pd.DataFrame


def measured(
    outcome: Outcome, walked: Walked, rivals: Mapping[str, pd.DataFrame], cast: Cast,
    traces: Mapping[str, pd.DataFrame] | None = None,
) -> Measures:  # fmt: skip
    """Measures a run, its first verdicts, the rivals' scores (actor, day, score) on the same
    actor-days, and what `traces` of leaked samples, if any, gave.
    """
    days, first = outcome.days, completed(walked, outcome)
    scores = {OURS: days[["actor", "day", "score"]]}
    scores |= {way: _beside(days, other) for way, other in {WALKED: first.days, **rivals}.items()}
    places = {way: budgets.placed(scored) for way, scored in scores.items()}
    rows = [
        _row(cast, way, within, budgets.found(cast.days, flagged))
        for way, placed in places.items()
        for within, flagged in _flagged(placed, cast)
    ]
    rows.append(_row(cast, OURS, ALERT, budgets.found(cast.days, outcome.raised)))
    rows.append(_row(cast, WALKED, ALERT, budgets.found(cast.days, first.raised)))
    rows.append(_row(cast, OURS, RING, _ringed(cast, outcome.rings)))
    above = pd.concat([_above(cast, placed).assign(way=way) for way, placed in places.items()])
    by_way = {way: budgets.precision(scored, cast.days) for way, scored in scores.items()}
    return Measures(
        _counts(days, cast),
        pd.concat(rows, ignore_index=True).merge(above, on=["way", "leak"], how="left"),
        _leaks(cast, places[OURS], days),
        {**by_way, "chance": len(cast.days) / max(len(days), 1)},
        quiet(outcome, cast),
        first_alarms(outcome, walked, cast),
        alarms.decoys(cast, outcome.alerts),
        ringed(outcome.rings, cast),
        sources(traces or {}, cast),
    )  # fmt: skip


def _flagged(placed: pd.DataFrame, cast: Cast) -> Iterator[tuple[str, pd.DataFrame]]:
    """What is read under each budget."""
    for one in budgets.BUDGETS:
        yield budgets.per_cent(one), budgets.read(placed, one)
    yield ANEW, budgets.read_anew(placed, cast.days, budgets.PROMISED)
    honest = cast.honest(placed["actor"])
    yield ALONE, budgets.read_alone(placed, honest, budgets.PROMISED)


def quiet(outcome: Outcome, cast: Cast) -> Alarms:
    """The false alarms of a run."""
    return alarms.alarms(outcome.alerts, outcome.raised, outcome.days["day"].nunique(), cast)


def first_alarms(outcome: Outcome, walked: Walked, cast: Cast) -> Alarms:
    """The false alarms of first verdicts: an alert is an account with any."""
    raised = completed(walked, outcome).raised
    told = raised[["actor"]].drop_duplicates()
    return alarms.alarms(told, raised, outcome.days["day"].nunique(), cast)


def _above(cast: Cast, placed: pd.DataFrame) -> pd.DataFrame:
    """By leak, how many honest accounts stand above it on the day on which fewest do."""
    honest = cast.honest(placed["actor"])
    above = honest.groupby(placed["day"]).cumsum() - honest
    met = cast.days.merge(placed.assign(above=above), on=["actor", "day"])
    return met.groupby("leak")["above"].min().reset_index()


def _counts(days: pd.DataFrame, cast: Cast) -> dict[str, float]:
    """How large the world is; of the accounts of a day, how many leak and how many are read."""
    active = days.groupby("day").size()
    return {
        "days": len(active),
        "accounts": days["actor"].nunique(),
        "actor-days": len(days),
        "people who leak": len(cast.leaks),
        "leaking a day": len(cast.days) / len(active),
        f"read a day at {budgets.per_cent(budgets.PROMISED)}": float(
            budgets.most(active, budgets.PROMISED).mean()
        ),
    }


def _beside(days: pd.DataFrame, rival: pd.DataFrame) -> pd.DataFrame:
    """A rival's score of the days we judge; 0 where it says nothing."""
    return days[["actor", "day"]].merge(rival, on=["actor", "day"], how="left").fillna({"score": 0})


def _row(cast: Cast, way: str, within: str, found: pd.Series) -> pd.DataFrame:
    return delays(cast.leaks[TOLD], cast.days, found).assign(way=way, within=within)


def _ringed(cast: Cast, rings: pd.DataFrame) -> pd.Series:
    """The last day of each leak whose account is inside a ring: rings are found at the end."""
    inside = rings.loc[rings["side"] == "inside", "member"]
    told = cast.leaks[cast.leaks["actor"].isin(inside)]
    return told.set_index("leak")["last"]


def _leaks(cast: Cast, placed: pd.DataFrame, days: pd.DataFrame) -> pd.DataFrame:
    met = cast.days.merge(placed, on=["actor", "day"]).sort_values(["place", "active", "day"])
    roles = days.groupby("actor")["role"].last()
    told = cast.leaks[["leak"]].assign(role=cast.leaks["actor"].map(roles).fillna(""))
    told = told.join(cast.days.groupby("leak")["people"].mean().rename("a_day"), on="leak")
    return told.join(met.groupby("leak")[["place", "active"]].first(), on="leak")
