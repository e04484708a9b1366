"""From the lake to the search for rings: pairs, suspicion and context in, rings out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from leakwatch import people
from leakwatch.context import context
from leakwatch.features.update import SIGHTINGS
from leakwatch.judging import SCORED, ledger
from leakwatch.lake import Lake
from leakwatch.language import Say
from leakwatch.rings.find import Evidence, Rings
from leakwatch.rings.find import find as search

if TYPE_CHECKING:
    import ibis.expr.types as ir


def find(
    lake: Lake, earlier: Mapping[str, frozenset[str]], until: date | None, say: Say = str
) -> Rings:
    """The rings in what the lake holds up to `until`; those known keep their names."""
    given = context(lake)
    scored = lake.read("scored", {name: SCORED[name] for name in ("actor", "score", "p")})
    persons = people.persons(lake.read("sightings", SIGHTINGS))
    complaints, leads = given.get("complaints"), given.get("leads")
    if complaints is not None:
        complaints = people.with_complainant(complaints, persons)
    if leads is not None:
        leads = people.with_case_person(leads, persons).rename(subject="person")
    evidence = Evidence(
        lake.engine.keep(ledger(lake, "pairs", until)),
        lake.engine.arrow(suspicion(scored)).to_pandas(),
        given.get("links"),
        complaints,
        given.get("staff"),
        leads,
        ledger(lake, "deeds", until),
        given.get("cases"),
    )
    return search(evidence, earlier=earlier, say=say)


def suspicion(scored: ir.Table) -> ir.Table:
    """How odd each account is: actor, p (the lowest of its days, times how many they are: one day
    in a thousand is as odd by chance, and a year has some hundred days), score (the highest)."""
    least = (scored["p"].min() * scored.count()).clip(upper=1.0)
    return scored.group_by("actor").agg(p=least, score=scored["score"].max())
