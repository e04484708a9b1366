"""Distinct people and records that lay open on some actor-days, by information class."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa

from leakwatch import norm, people
from leakwatch.events import LOOKS
from leakwatch.features.columns import DAYS, PAIRS
from leakwatch.features.update import SIGHTINGS
from leakwatch.ingest.stored import STORED
from leakwatch.lake import Lake
from leakwatch.reckoning import REASONS, Exposure, reckoned

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd

    from leakwatch.language import Say

#: classes by the tier they usually belong to, the highest first
USUAL = {**norm.TIERS, **{name: one.readings[0] for name, one in norm.DISPUTED.items()}}
CLASSES = tuple(sorted(USUAL, key=USUAL.__getitem__))
#: classes of which a list has a row for each person, where others have many rows of one
A_PERSON_A_ROW = ("identity", "biometric", "lodging", "property")
FLAGGED = pa.schema([("actor", pa.string()), ("day", pa.date32())])


class Exposed:
    """Counts the people behind flagged actor-days; sentences are said by `say`."""

    def __init__(self, lake: Lake, say: Say = str) -> None:
        self._lake, self._say = lake, say

    def __call__(self, flagged: pd.DataFrame) -> pd.DataFrame:
        """(actor, day) → (actor, subjects, records, exposed), one row an actor."""
        given = pa.Table.from_pandas(flagged[["actor", "day"]], preserve_index=False)
        given = given.cast(FLAGGED)
        days, wanted = self._lake.engine.table(given), set(given["day"].to_pylist())
        read, engine = self._lake.read, self._lake.engine
        both = engine.shown(_counted, days=days, met=read("pairs", PAIRS, wanted),
                            facts=read("days", DAYS, wanted))  # fmt: skip
        counted = engine.arrow(both).to_pandas()
        by_class = self._by_class(days, wanted)
        told = [reckoned(by_class.get(actor, Exposure()), self._say) for actor in counted["actor"]]
        return counted.assign(exposed=told)

    def _by_class(self, days: ir.Table, wanted: set[Any]) -> dict[str, Exposure]:
        """Each actor's people by class, from the events of the days."""
        read, engine = self._lake.read, self._lake.engine
        judged = engine.keep(engine.shown(_looked, days=days, events=read("events", STORED, wanted),
                                          sightings=read("sightings", SIGHTINGS)))  # fmt: skip
        parts = (engine.shown(part, looks=judged) for part in (named, unnamed, dropped))
        return _exposures(*(engine.arrow(part).to_pylist() for part in parts))


def _counted(days: ir.Table, met: ir.Table, facts: ir.Table) -> ir.Table:
    """Distinct people and records of each actor on the days (actor, day)."""
    met, facts = (table.semi_join(days, ["actor", "day"]) for table in (met, facts))
    subjects = met.group_by("actor").agg(subjects=met["subject"].nunique())
    records = facts.group_by("actor").agg(records=facts["rows"].sum().cast("int64"))
    both = records.left_join(subjects, "actor")
    return both.select("actor", subjects=both["subjects"].fill_null(0), records=both["records"])


def _looked(days: ir.Table, events: ir.Table, sightings: ir.Table) -> ir.Table:
    """The looks() of the days (actor, day), by whom each is of."""
    events = events.filter(events.actor.notnull() & events.action.isin(LOOKS))
    events = events.semi_join(days, ["actor", "day"])
    return looks(people.with_person(events, people.persons(sightings)))


def looks(events: ir.Table) -> ir.Table:
    """Looks with `kind` (the number of their class), `dropped` (why, or empty) and `sure`.

    A look that does not say how many rows it found may have found none: it is not sure.
    """
    sector = (events.sector + "/" + events.data).substitute(
        {f"{sector}/{data}": name for (sector, data), name in norm.OF_SECTOR.items()}, else_=""
    )
    label = (sector.fill_null("") == "").ifelse(events.data.fill_null("other"), sector)
    kind = label.substitute(
        {name: str(number) for number, name in enumerate(CLASSES)}, else_=None
    ).cast("int64")
    why = ibis.cases(
        (~events.ok.fill_null(True), "failed"),
        ((events.rows == 0).fill_null(False), "zero rows"),
        (events.masked.fill_null(False), "masked"),
        (events.data.isin(norm.NOT_PERSONAL).fill_null(False), "not personal"),
        else_="",
    )
    return events.select(
        "actor", "subject", rows=events.rows, kind=kind.fill_null(CLASSES.index("other")),
        dropped=why, sure=events.rows.notnull(), listed=_listed(events),
    )  # fmt: skip


def _listed(events: ir.Table) -> ir.BooleanValue:
    """Where a row is a person: looks that name nobody, and lists of which the key names one."""
    each = events.data.isin(A_PERSON_A_ROW) & (events.action != "view") & (events.rows > 1)
    return events.subject.isnull() | each.fill_null(False)


def named(looks: ir.Table) -> ir.Table:
    """People of each actor by their highest class: by sure looks (`least`), by all (`most`)."""
    counted = looks.filter((looks.dropped == "") & looks.subject.notnull())
    each = counted.group_by("actor", "subject").agg(
        most=counted.kind.min(), least=counted.kind.min(where=counted.sure)
    )
    return ibis.union(*(_side(each, side) for side in ("most", "least")))


def _side(each: ir.Table, side: str) -> ir.Table:
    known = each.select("actor", kind=each[side]).filter(lambda one: one.kind.notnull())
    counted = known.group_by("actor", "kind").agg(people=known.count())
    return counted.select("actor", "kind", "people", side=ibis.literal(side))


def unnamed(looks: ir.Table) -> ir.Table:
    """Rows that name nobody, by actor and class, and the most rows of one look among them."""
    counted = looks.filter((looks.dropped == "") & looks.listed & looks.sure)
    others = counted.rows - counted.subject.notnull().cast("int64")
    return counted.group_by("actor", "kind").agg(
        rows=others.sum().cast("int64"), once=counted.rows.max()
    )


def dropped(looks: ir.Table) -> ir.Table:
    """Looks that count for nothing, by actor and reason."""
    gone = looks.filter(looks.dropped != "")
    return gone.group_by("actor", "dropped").agg(looks=gone.count())


def _exposures(named: list[dict[str, Any]], unnamed: list[dict[str, Any]],
               dropped: list[dict[str, Any]]) -> dict[str, Exposure]:  # fmt: skip
    """Each actor's exposure.

    All rows that name nobody may be people nobody else is. At the least they are those of the
    weightiest single list (what is seized in bulk counts, Art 11), and these may be known by name.
    """
    sides: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: {"least": {}, "most": {}})
    rows: dict[str, int] = defaultdict(int)
    lists: dict[str, tuple[float, int, str]] = {}
    gone: dict[str, dict[str, int]] = defaultdict(dict)
    for one in named:
        sides[one["actor"]][one["side"]][CLASSES[one["kind"]]] = one["people"]
    for one in unnamed:
        actor, name = one["actor"], CLASSES[one["kind"]]
        most = sides[actor]["most"]
        most[name] = most.get(name, 0) + one["rows"]
        rows[actor] += one["rows"]
        weight = one["once"] / norm.RECORDS[USUAL[name]]
        lists[actor] = max(lists.get(actor, (0.0, 0, "")), (weight, one["once"], name))
    for actor, (_, once, name) in lists.items():
        least = sides[actor]["least"]
        least[name] = max(least.get(name, 0), once)
    for one in dropped:
        gone[one["actor"]][one["dropped"]] = one["looks"]
    return {
        actor: Exposure(
            sides[actor]["least"], sides[actor]["most"], rows[actor],
            {reason: gone[actor][reason] for reason in REASONS if reason in gone[actor]},
        )
        for actor in sorted({*sides, *gone})
    }  # fmt: skip
