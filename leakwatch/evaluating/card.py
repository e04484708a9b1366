"""The release card: what all seeds together show, section by section."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from leakwatch.evaluating import gangs
from leakwatch.evaluating.alarms import Alarms
from leakwatch.evaluating.measure import (
    ALERT,
    ALONE,
    ANEW,
    NOTEBOOK,
    OURS,
    RING,
    WALKED,
    WARNINGS,
    WAYS,
)
from leakwatch.evaluating.people import WITHIN, people
from leakwatch.evaluating.reach import BUDGET, reach
from leakwatch.evaluating.section import Cell, Section, Share
from leakwatch.evaluating.summary import summary
from leakwatch.evaluating.trial import Trial

MEGA = 1_000_000
FIRST = (
    (OURS, ALERT, "alert"),
    (WALKED, ALERT, WALKED),
    (OURS, BUDGET, OURS),
    (WARNINGS, BUDGET, WARNINGS),
    (NOTEBOOK, BUDGET, NOTEBOOK),
)


@dataclass(frozen=True)
class Card:
    """A few lines of summary, and every section, what is to reach first."""

    summary: list[str]
    sections: list[Section]


def card(trials: Sequence[Trial]) -> Card:
    """What these trials show."""
    found = pooled(trials)
    first = reach(trials, found)
    return Card(summary(trials, found, first), [first, *_rest(trials, found)])


def _rest(trials: Sequence[Trial], found: pd.DataFrame) -> list[Section]:
    return [
        _worlds(trials),
        *(people(way, found) for way in WAYS),
        _precision(trials),
        _delays(found),
        _escapes(found),
        _alarms(trials),
        _detectors(trials),
        _decoys(trials),
        *gangs.sections(trials),
        _unheard(trials),
        _stages(trials),
    ]


def pooled(trials: Sequence[Trial]) -> pd.DataFrame:
    """The found of all worlds with what is known of each leak; `world` and `leak` name one."""
    parts = [
        one.measures.found.merge(one.measures.leaks, on="leak").assign(world=one.world)
        for one in trials
    ]
    return pd.concat(parts, ignore_index=True)


def _worlds(trials: Sequence[Trial]) -> Section:
    names = list(trials[0].measures.counts)
    rows: list[list[Cell]] = [
        [one.world, one.events, *(one.measures.counts[name] for name in names)] for one in trials
    ]
    return Section("worlds", "The worlds", "", ["world", "events", *names], rows)


def _precision(trials: Sequence[Trial]) -> Section:
    names = [*WAYS, "chance"]
    rows: list[list[Cell]] = [
        [one.world, *(one.measures.precision[name] for name in names)] for one in trials
    ]
    means = [pd.Series([row[place] for row in rows]).mean() for place in range(1, 1 + len(names))]
    rows.append(["mean", *map(float, means)])
    note = "Over all actor-days, leak days being right; `chance` is what a lot would reach."
    return Section("precision", "Average precision", note, ["world", *names], rows)


def _delays(found: pd.DataFrame) -> Section:
    first = [found[(found["way"] == way) & (found["within"] == within)] for way, within, _ in FIRST]
    by = [rows.groupby("kind")["by"].median() for rows in first]
    working = [rows.groupby("kind")["working"].median() for rows in first]
    a_day = first[0].groupby("kind")["a_day"].median()
    rows: list[list[Cell]] = [
        [kind, float(a_day[kind]), *(float(one[kind]) for one in by),
         *(float(one[kind]) for one in working)]
        for kind in a_day.index
    ]  # fmt: skip
    names = [name for *_, name in FIRST]
    note = (
        "Medians. `a day`: people a leak day exposes. Exposed: people by the end of the day of the "
        f"first finding: an alert as raised, or the first day within {BUDGET} of accounts. Who is "
        "not found has exposed everybody, and takes for ever. Week by week, an alert comes up to "
        "six days after its day."
    )
    columns = ["scenario", "a day", *(f"exposed: {name}" for name in names),
               *(f"working days: {name}" for name in names)]  # fmt: skip
    return Section("delays", "Until the first finding", note, columns, rows)


def _escapes(found: pd.DataFrame) -> Section:
    """Everybody who is not within the promised budget, and what else finds them."""
    ours = found[found["way"] == OURS]
    rows: list[list[Cell]] = []
    for (kind, _, _), leak in ours.groupby(["kind", "world", "leak"]):
        met = set(leak.loc[leak["found"].notna(), "within"])
        if BUDGET in met:
            continue
        one = leak.iloc[0]
        else_by = [within for within in (ANEW, ALONE, ALERT, RING, *WITHIN) if within in met]
        place = None if pd.isna(one["place"]) else f"{one['place']:.0f} of {one['active']:.0f}"
        account = f"{one['org']}/{one['account']}"
        rows.append([str(kind), str(one["world"]), account, str(one["role"]), int(one["people"]),
                     float(one["a_day"]), place, ", ".join(else_by) or None])  # fmt: skip
    columns = ["scenario", "world", "account", "job", "people", "a day", "best place", "found by"]
    note = f"People none of whose leak days is within {BUDGET} of accounts, and what finds them."
    return Section("escapes", "What still escapes", note, columns, rows)


def _alarms(trials: Sequence[Trial]) -> Section:
    rows: list[list[Cell]] = [
        [one.world, kind, judged, seen.alerts, seen.false, Share(seen.share),
         Share(one.judging.share), seen.days, seen.false_days, seen.dates, seen.false_dates,
         seen.sources]
        for one in trials
        for kind, judged, seen in _all(one)
    ]  # fmt: skip
    columns = ["world", "kind", "judged", "alerts", "honest", "share", "promised",
               "actor-days raised", "honest ones", "days", "days with a false one",
               "about sources"]  # fmt: skip
    note = (
        "Alerts as raised by default; honest is an account without any leak. In a world with leaks "
        "the promise is of the alerts, in one without of the days that carry any."
    )
    return Section("alarms", "False alarms", note, columns, rows)


def _all(one: Trial) -> list[tuple[str, str, Alarms]]:
    told = [("with leaks", one.measures.alarms, one.measures.walked)]
    told += [("without", *one.clean)] if one.clean else []
    return [
        (kind, judged, seen)
        for kind, *both in told
        for judged, seen in zip(("at the end", WALKED), both, strict=True)
    ]


def _detectors(trials: Sequence[Trial]) -> Section:
    """Who raises what, so that a false alarm has an address."""
    leaking = [one.measures.alarms.by for one in trials]
    clean = [one.clean[0].by for one in trials if one.clean]
    rows: list[list[Cell]] = [
        [name, *(sum(by.get(name, (0, 0))[side] for by in leaking) for side in (0, 1)),
         sum(by.get(name, (0, 0))[1] for by in clean)]
        for name in sorted({name for by in leaking + clean for name in by})
    ]  # fmt: skip
    note = "Actor-days with a finding of the detector that no excuse let go."
    columns = ["detector", "leaking accounts", "honest accounts", "honest, without leaks"]
    return Section("detectors", "What each detector raises", note, columns, rows)


def _decoys(trials: Sequence[Trial]) -> Section:
    told = pd.concat([one.measures.decoys.assign(world=one.world) for one in trials])
    told["named"] = (told["world"] + ": " + told["whose"]).where(told["whose"] != "", "")
    rows: list[list[Cell]] = [
        [str(what), int(few["accounts"].sum()), int(few["raised"].sum()),
         "; ".join(name for name in few["named"] if name) or None]
        for what, few in told.groupby("what")
    ]  # fmt: skip
    note = "Honest accounts that look odd, and which of them have an alert."
    return Section("decoys", "Decoys", note, ["honest life", "accounts", "raised", "whose"], rows)


def _unheard(trials: Sequence[Trial]) -> Section:
    rows: list[list[Cell]] = []
    for one in trials:
        said = one.judging
        missing, excused = sorted(said.not_assessed.items()), sorted(said.excused.items())
        rows.append([one.world, "promise", said.promise])
        rows += [[one.world, f"not assessed: {name}", ", ".join(few)] for name, few in missing]
        rows += [[one.world, f"excused: {name}", str(count)] for name, count in excused]
    note = "Not assessed: detectors that lack these tables."
    return Section("judging", "What the runs say of themselves", note, ["world", "what", ""], rows)


def _stages(trials: Sequence[Trial]) -> Section:
    rows: list[list[Cell]] = []
    for stages in zip(*(one.stages for one in trials), strict=True):
        seconds = pd.Series([one.seconds for one in stages])
        most = max(one.peak for one in stages) / MEGA
        rows.append([stages[0].name, float(seconds.median()), float(seconds.max()), round(most)])
    columns = ["stage", "median s", "most s", "most MB"]
    note = "Of a world; each stage in a process of its own, its imports included."
    return Section("stages", "Time and memory", note, columns, rows)
