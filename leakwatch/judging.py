"""From the lake to the judges and back: facts in, scores and exposed people out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from leakwatch import plugins, tokens
from leakwatch.context import context
from leakwatch.detect import Detected, detect
from leakwatch.detector import Detector, Facts
from leakwatch.errors import ConfigError
from leakwatch.features.columns import DAYS, PAIRS
from leakwatch.features.subjects import watched
from leakwatch.features.windows import windows
from leakwatch.feeds import table as feeds
from leakwatch.lake import Lake
from leakwatch.settings import Detect, Settings

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

SCORED = {**DAYS, "score": "float64", "p": "float64"}


def detectors(settings: Detect) -> list[Detector]:
    """The detectors the settings want, with their keys; ConfigError for one not installed."""
    installed = plugins.detectors()
    for name in (*settings.only, *settings.detectors):
        if name not in installed:
            raise ConfigError(f"no detector is named {name!r}", where="[detect]",
                              hint=f"installed: {', '.join(installed)}")  # fmt: skip
    wanted = settings.only or installed
    return [plugins.detector(name, settings.detectors.get(name)) for name in wanted]


def judge(lake: Lake, settings: Settings, key: tokens.Key, until: date | None) -> Detected:
    """Judges every actor-day and every feed-day in the lake up to `until`."""
    chosen = detectors(settings.detect)
    days = lake.read("days", DAYS)
    if until:
        days = days.filter(days["day"] <= until)
    days = lake.engine.keep(days)
    machines = settings.detect.registered_batch_accounts
    batch = frozenset(tokens.read_token(key, "actor", account) for account in machines)
    heard = feeds.heard(lake, settings, until)
    feeds.keep(lake, feeds.table(heard, settings))
    facts = Facts(
        days, windows(days), context(lake), watched(pairs(lake, until)), feeds.days(heard)
    )
    return detect(facts, chosen, settings=settings.detect, batch_actors=batch)


def pairs(lake: Lake, until: date | None) -> ir.Table:
    """Who looked at whom, on the days up to `until`."""
    table = lake.read("pairs", PAIRS)
    return table.filter(table["day"] <= until) if until else table


def keep(lake: Lake, days: pd.DataFrame) -> None:
    """Keeps the scored actor-days for the export."""
    import ibis

    schema = ibis.schema(SCORED).to_pyarrow()
    table = pa.Table.from_pandas(days[list(SCORED)], schema=schema, preserve_index=False)
    lake.replace("scored", table.sort_by([("day", "ascending"), ("actor", "ascending")]))


class Exposed:
    """Distinct people and records that lay open on some actor-days."""

    def __init__(self, lake: Lake) -> None:
        self._lake = lake

    def __call__(self, flagged: pd.DataFrame) -> pd.DataFrame:
        """(actor, day) → (actor, subjects, records), one row an actor."""
        given = pa.Table.from_pandas(flagged[["actor", "day"]], preserve_index=False)
        schema = pa.schema([("actor", pa.string()), ("day", pa.date32())])
        days = self._lake.engine.table(given.cast(schema))
        wanted = set(given["day"].cast(pa.date32()).to_pylist())
        met = self._lake.read("pairs", PAIRS, wanted).semi_join(days, ["actor", "day"])
        people = met.group_by("actor").agg(subjects=met["subject"].nunique())
        facts = self._lake.read("days", DAYS, wanted).semi_join(days, ["actor", "day"])
        records = facts.group_by("actor").agg(records=facts["rows"].sum().cast("int64"))
        both = records.left_join(people, "actor")
        both = both.select("actor", subjects=both["subjects"].fill_null(0), records=both["records"])
        return self._lake.engine.arrow(both).to_pandas()
