"""Who else opened a core's people: an account may overlap with nobody by much, and with all by far.

The people that two or more of a core opened are a list. An account outside that opened at least
five of them without a case within the days the core did, and many times what `homes` expects of it,
belongs to the core; Benjamini–Hochberg over every account and core.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from leakwatch.rings.homes import opened, reach
from leakwatch.rings.overlap import WITHIN_DAYS, not_famous, viewers
from leakwatch.rings.overlap import opened as looked_at
from leakwatch.rings.significance import FALSE_SHARE, SHARED_AT_LEAST, TIMES_EXPECTED, discoveries
from leakwatch.rings.victims import placed, tested

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from leakwatch.rings.evidence import Evidence

Cores = list[frozenset[str]]


@dataclass(frozen=True)
class Joiner:
    """An account that opened so many of the people a core shares, and how many chance expects."""

    account: str
    core: int
    opened: int
    of: int
    expected: float
    p: float


def joiners(evidence: Evidence, cores: Cores) -> list[Joiner]:
    """The accounts outside the cores (which do not overlap) that belong to one, each to the one of
    its smallest p."""
    held = [core for core in cores if len(core) > 1]
    if not held:
        return []
    seen = seen_by(evidence, held)
    many = seen[seen["outside"]].groupby(["actor", "contact"])["victim"].nunique()
    near = sorted({str(actor) for actor, _ in many[many >= SHARED_AT_LEAST].index})
    if not near:
        return []
    looked = opened(evidence.pairs, all_looks=False)
    rates = reach(looked, placed(evidence.homes, looked), near)
    rows = [row for actor in near for row in tested(actor, frozenset({actor}), seen, rates)]
    out = pd.DataFrame(rows, columns=["core", "kind", "actor", "opened", "of", "expected", "p"])
    tests = float(evidence.accounts * len(held))
    out = out.assign(q=discoveries(out["p"].to_numpy(), tests))
    firm = (out["opened"] >= SHARED_AT_LEAST) & (out["opened"] >= TIMES_EXPECTED * out["expected"])
    out = out[firm & (out["q"] <= FALSE_SHARE)].sort_values(["p", "core"], kind="stable")
    chosen = out.drop_duplicates("actor").sort_values("actor")
    place = {number: cores.index(core) for number, core in enumerate(held)}
    return [
        Joiner(str(row["actor"]), place[int(row["core"])], int(row["opened"]), int(row["of"]),
               float(row["expected"]), float(row["p"]))
        for row in chosen.to_dict("records")
    ]  # fmt: skip


def seen_by(evidence: Evidence, cores: Cores) -> pd.DataFrame:
    """Which of a core's people each account opened in the core's days: contact (the core's number),
    contact_kind, victim, home, actor, outside (of no core)."""
    import ibis

    rows = opened(evidence.pairs, all_looks=False)
    inside = {account: number for number, core in enumerate(cores) for account in core}
    number = rows.actor.cases(*sorted(inside.items()), else_=ibis.null("int64"))
    people = of_cores(evidence, rows.mutate(contact=number.cast("int64")))
    known = evidence.homes
    listed = people.join(known, people.victim == known.subject).drop("subject")
    looked = rows.filter(rows.actor.notin(evidence.not_persons or [""]))
    looked = looked.select("actor", "subject", "first", at_org="org")
    then = [
        listed.victim == looked.subject,
        listed.org == looked.at_org,
        looked["first"].between(listed.low, listed.high),
    ]
    both = listed.left_join(looked, then)
    kept = both.select("contact", "victim", "home", "actor").distinct().to_pandas()
    kept = kept.sort_values(["contact", "victim", "home", "actor"], ignore_index=True)
    known_actor = kept["actor"].notna()
    return kept.assign(contact_kind="core", outside=known_actor & ~kept["actor"].isin(inside))


def of_cores(evidence: Evidence, rows: ir.Table) -> ir.Table:
    """The people two or more of a core opened, popular ones left out: contact, victim, and from
    when to when (low, high) a look at them is of the same time."""
    import ibis

    usual = not_famous(viewers(looked_at(evidence.pairs, all_looks=False)))
    mine = rows.filter(rows.contact.notnull()).semi_join(usual, "subject")
    each = mine.group_by("contact", "subject").agg(
        members=mine.actor.nunique(), low=mine["first"].min(), high=mine["first"].max()
    )
    shared, days = each.filter(each.members > 1), ibis.interval(days=WITHIN_DAYS)
    return shared.select(
        "contact", victim="subject", low=shared.low - days, high=shared.high + days
    )
