"""From the lake to the judges and back: facts in, scores and exposed people out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from leakwatch import people, plugins, settling
from leakwatch.context import context
from leakwatch.counterfactual import Counterfactual
from leakwatch.detect import Detected, detect
from leakwatch.detector import Detector, Facts, Rule, Watch
from leakwatch.errors import ConfigError
from leakwatch.excuses import Ground
from leakwatch.features.columns import DAYS, DEEDS, PAIRS
from leakwatch.features.subjects import watched
from leakwatch.features.update import SIGHTINGS
from leakwatch.features.windows import windows
from leakwatch.feeds import table as feeds
from leakwatch.footing import Footing
from leakwatch.lake import Lake
from leakwatch.language import language
from leakwatch.settings import Detect

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.feeds.standing import Standing

LEDGERS = {"pairs": PAIRS, "deeds": DEEDS}
SCORED = {**DAYS, "score": "float64", "p": "float64"}


def detectors(settings: Detect) -> list[Detector]:
    """The detectors the settings want, with their keys; ConfigError for one not installed."""
    installed = plugins.detectors()
    for name in (*settings.only, *settings.detectors, *settings.thresholds):
        if name not in installed:
            raise ConfigError(f"no detector is named {name!r}", where="[detect]",
                              hint=f"installed: {', '.join(installed)}")  # fmt: skip
    wanted = settings.only or installed
    return [plugins.detector(name, settings.detectors.get(name)) for name in wanted]


def heard(lake: Lake, on: Footing) -> list[Standing]:
    """Every source as it stands."""
    return feeds.spoken(lake, on.feeds, on.calendar, on.until)


def judge(
    lake: Lake, on: Footing, heard: list[Standing], tried: Detector | None = None
) -> Detected:
    """Judges every actor-day, and every feed-day of what was heard, and writes nothing.

    `tried` judges beside the others, in place of one of its name.
    """
    chosen = detectors(on.detect)
    if tried is not None:
        chosen = [*(one for one in chosen if one.name != tried.name), tried]
    facts = replace(given(lake, on.until), feeds=feeds.days(heard))
    looked_at = ground(facts, lake, on)
    return detect(facts, chosen, settings=on.detect, ground=looked_at, say=language(on.language))


def given(lake: Lake, until: date | None) -> Facts:
    """The facts of the lake up to `until`, without those of the feeds."""
    days = lake.read("days", DAYS)
    if until:
        days = days.filter(days["day"] <= until)
    days = lake.engine.keep(days)
    met, deeds = ledger(lake, "pairs", until), ledger(lake, "deeds", until)
    summed = lake.engine.shown(windows, days=days)
    return Facts(days, summed, context(lake), watched(met), None, met, deeds)


def ground(facts: Facts, lake: Lake, on: Footing) -> Ground:
    """What excuses may look at: the facts, whom cases name, and what the settings declare."""
    told = dict(facts.context)
    if "cases" in told:
        who = people.persons(lake.read("sightings", SIGHTINGS))
        told["cases"] = lake.engine.keep(people.with_case_person(told["cases"], who))
    shared = (one.partition("/")[::2] for one in on.detect.shared_places)
    return Ground(told, frozenset(on.detect.registered_batch_accounts), on.zone, facts.pairs,
                  facts.deeds, frozenset(shared))  # fmt: skip


def without(lake: Lake, on: Footing, actor: str, day: date) -> list[dict[str, Any]]:
    """At how much less the actor-day would not have been raised (see Counterfactual)."""
    facts = given(lake, on.until)
    chosen = [one for one in detectors(on.detect) if not isinstance(one, Watch)]
    told = Counterfactual(facts, chosen, on.detect, ground(facts, lake, on))
    return told.without(actor, day, language(on.language))


def ledger(lake: Lake, name: str, until: date | None) -> ir.Table:
    """Who looked at whom (pairs), or did what (deeds), on the days up to `until`; not yet read."""
    table = lake.read(name, LEDGERS[name])
    return table.filter(table["day"] <= until) if until else table


def standing(found: Detected, on: Footing, days: Collection[date]) -> Detected:
    """What was found, without what would be said anew of settled days (see settling)."""
    rules = [one.name for one in detectors(on.detect) if isinstance(one, Rule)]
    return settling.standing(found, days, rules)


def keep(lake: Lake, days: pd.DataFrame, settled: Collection[date] = ()) -> None:
    """Keeps the scored actor-days for the export, those of settled days as they were."""
    import ibis

    if settled:
        before = lake.read("scored", SCORED).select("actor", "day", "score", "p")
        days = settling.scored(days, before.to_pandas(), settled)
    schema = ibis.schema(SCORED).to_pyarrow()
    table = pa.Table.from_pandas(days[list(SCORED)], schema=schema, preserve_index=False)
    lake.replace("scored", table.sort_by([("day", "ascending"), ("actor", "ascending")]))
