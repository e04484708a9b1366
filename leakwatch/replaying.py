"""An alert judged again: by the settings and on the lake of the runs whose words it keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from leakwatch import footing, judging
from leakwatch.alerts import changes, explained
from leakwatch.alerts.kept import Kept, kept
from leakwatch.errors import ConfigError
from leakwatch.exposed import Exposed
from leakwatch.language import language
from leakwatch.past import Past
from leakwatch.programs import differences, programs
from leakwatch.store import runs

if TYPE_CHECKING:
    from leakwatch.alerts import Explained
    from leakwatch.detect import Detected
    from leakwatch.footing import Footing
    from leakwatch.pipeline import House
    from leakwatch.store.runs import Run

LISTED = "`leakwatch export alerts` lists them"


@dataclass(frozen=True)
class Replayed:
    """The bytes of an alert's evidence, as kept and as judged again.

    `others` says which programs are not those that judged, a sentence each.
    """

    alert: str
    kept: bytes
    again: bytes
    others: tuple[str, ...]

    @property
    def identical(self) -> bool:
        """True where judging again says the same."""
        return self.kept == self.again


@dataclass(frozen=True)
class Then:
    """A run as it was: the settings it went by, and the lake as it found it."""

    run: Run
    on: Footing
    lake: Past

    def judged(self) -> Detected:
        """What it found, found again."""
        return judging.judge(self.lake, self.on, judging.heard(self.lake, self.on))

    def named(self) -> dict[str, Any]:
        """What it judged by and on, for the evidence."""
        return {"settings": self.run.footing, "settings_hash": self.run.settings_hash,
                "lake": self.lake.versions(), "programs": self.run.programs}  # fmt: skip


def then(house: House, number: int | None, alert: str) -> Then:
    """The run whose words an alert keeps; ConfigError where it cannot be judged again."""
    run = runs.numbered(house.store, number) if number else None
    if run is None or run.footing is None:
        raise ConfigError("an older leakwatch judged it, which kept no settings", where=alert,
                          hint="`leakwatch detect` judges anew what is open")  # fmt: skip
    lake = Past(house.lake, json.loads(run.lake_version))
    return Then(run, footing.read(run.footing, f"{alert}, run {run.id}"), lake)


def replay(house: House, alert: str) -> Replayed:
    """Judges an alert again, each of its words as the run did that said it.

    ConfigError for no such alert, one that nothing rests on, and versions that are gone.
    """
    try:
        had = kept(house.store, alert)
    except LookupError as error:
        raise ConfigError(str(error), where="leakwatch replay", hint=LISTED) from error
    if not had.findings:
        raise ConfigError("withdrawn: no finding supports it any more", where=alert,
                          hint="there is nothing to judge again")  # fmt: skip
    named = {number: then(house, number, alert) for number in had.runs}
    beside = {str(number): one.named() for number, one in named.items()}
    again = _again(had, named)
    engine = house.settings.engine.name
    others = {said for one in named.values()
              for said in differences(one.run.programs or {},
                                      programs(engine, one.on.detect.only))}  # fmt: skip
    return Replayed(alert, had.bytes(beside), again.bytes(beside), tuple(sorted(others)))


def _again(had: Kept, named: dict[int | None, Then]) -> Kept:
    """The alert as its runs tell it anew."""
    findings, why = list[dict[str, Any]](), None
    for number, one in named.items():
        asked = {(row["day"], row["detector"]) for row in had.findings if row["run_id"] == number}
        explains = had.explained is not None and had.explained_by == number
        found = one.judged() if asked or explains else None
        if found is not None and asked:
            findings += [{**row, "run_id": number} for row in _findings(had.actor, found)
                         if (row["day"], row["detector"]) in asked]  # fmt: skip
        if found is not None and had.explained and explains:
            why = _explained(had.actor, had.explained["day"], found)
    findings.sort(key=lambda row: (row["day"], row["detector"]))
    last = named[had.run]
    say = language(last.on.language)
    return had.told(findings, why, _exposed(had, Exposed(last.lake, say)), say)


def _findings(actor: str, found: Detected) -> Iterable[dict[str, Any]]:
    """What a run found of an actor, as the store takes it."""
    table = found.findings
    return changes.rows(table[table["actor"] == actor])


def _explained(actor: str, day: str, found: Detected) -> dict[str, Any] | None:
    """How a run explains a day of an actor."""
    table = found.explained
    for who, why in zip(table["actor"], table["explained"], strict=True):
        if who == actor and why["day"] == day:
            told: dict[str, Any] = why
            return told
    return None


def _exposed(had: Kept, exposed: Exposed) -> dict[str, Any]:
    """The people and records counted anew on the days of the alert."""
    import pandas as pd

    days = sorted({row["day"] for row in had.findings})
    counted = exposed(pd.DataFrame([(had.actor, day) for day in days], columns=["actor", "day"]))
    for row in counted.to_dict("records"):
        return {"subjects": int(row["subjects"]), "records": int(row["records"]),
                "by_class": row["exposed"]}  # fmt: skip
    return {"subjects": 0, "records": 0, "by_class": {}}


def explain(house: House, alert: str) -> Explained:
    """Why an alert was raised, by which run and on which lake.

    What would have been is reckoned when first asked for, on that lake, and kept; where that lake
    is gone, `judged` says so. ConfigError for no such alert.
    """
    try:
        one = explained.read(house.store, alert)
    except LookupError as error:
        raise ConfigError(str(error), where="leakwatch explain", hint=LISTED) from error
    if one.day is None:
        return one
    try:
        past = then(house, one.run, alert)
        if "without" not in one.why:
            told = judging.without(past.lake, past.on, one.actor, one.day)
            explained.keep(house.store, alert, told)
            one = explained.read(house.store, alert)
    except ConfigError as error:
        return replace(one, judged={"gone": str(error)})
    return replace(one, judged={"run": past.run.id, "at": f"{past.run.started:%Y-%m-%d %H:%M}",
                                "settings_hash": past.run.settings_hash,
                                "lake": past.lake.versions()})  # fmt: skip
