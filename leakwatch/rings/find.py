"""Evidence in, rings out: bonds → cores → outside → what chance gives → roles → names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from leakwatch.rings import backbone, dealt
from leakwatch.rings.attaching import approvers, attached
from leakwatch.rings.bonds import bonds
from leakwatch.rings.evidence import Evidence
from leakwatch.rings.found import MEMBERS, TIES, Rings
from leakwatch.rings.identity import named, number
from leakwatch.rings.joining import Joiner, joiners
from leakwatch.rings.kinds.people import ALL_LOOKS, KIND
from leakwatch.rings.members import Story, rows
from leakwatch.rings.odds import odds
from leakwatch.rings.outside import groups
from leakwatch.rings.overlap import first_days, shared_people
from leakwatch.rings.spots import spots
from leakwatch.rings.ties import tie_rows

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.rings.outside import Group

__all__ = ["Evidence", "Rings", "find"]

#: dealt anew, their branches' looks must make members meet as often less often than this
DEALT_AT_MOST = 0.01


@dataclass(frozen=True)
class Held:
    """What holds accounts together: bonds, who joined a core, who approves a core's looks."""

    bonds: pd.DataFrame
    joined: list[Joiner]
    approvers: frozenset[str]


def find(evidence: Evidence, *, earlier: Mapping[str, frozenset[str]] | None = None) -> Rings:
    """The rings in the evidence, under the names they had earlier (name → members)."""
    held = bonds(evidence)
    overlaps = backbone.significant(held)
    many = int(evidence.pairs.actor.nunique().to_pandas())
    cores = backbone.cores(overlaps, many)
    joined = joiners(evidence, cores)
    whole = grown(cores, joined)
    hands = approvers(evidence, whole)
    whole = attached(evidence, held, whole, hands)
    links, found = groups(evidence, overlaps, whole)
    by_chance = deals(evidence, overlaps, found)
    standing = [one for one in found if by_chance.get(one.accounts, 0.0) <= DEALT_AT_MOST]
    ranked = sorted(
        ((odds(evidence, links.graph, overlaps, group, many), group) for group in standing),
        key=lambda one: (one[0], sorted(one[1].members)),
    )
    names = named([group.members for _, group in ranked], earlier)
    held_by = Held(held, joined, frozenset[str]().union(*hands.values()))
    story = told(evidence, links.graph, overlaps, held_by, [group for _, group in ranked])
    rings = [(name, p, by_chance.get(group.accounts), group) for name, (p, group) in
             zip(names, ranked, strict=True)]  # fmt: skip
    return written(rings, story, held)


def grown(cores: list[frozenset[str]], joined: list[Joiner]) -> list[frozenset[str]]:
    """The cores with those who joined them."""
    more: dict[int, set[str]] = {}
    for one in joined:
        more.setdefault(one.core, set()).add(one.account)
    return [core | more.get(number, set()) for number, core in enumerate(cores)]


def deals(
    evidence: Evidence, overlaps: nx.Graph[Any], found: list[Group]
) -> dict[frozenset[str], float]:
    """The permutation p of each ring whose members overlap, by its accounts."""
    asked: dict[bool, dict[frozenset[str], frozenset[str]]] = {False: {}, True: {}}
    for group in found:
        held = overlaps.subgraph(group.accounts & set(overlaps))
        if len(held) > 1:
            kinds = {kind for edge in held.edges for kind in held.edges[edge]["kinds"]}
            asked[ALL_LOOKS in kinds and KIND not in kinds][group.accounts] = frozenset(held)
    out: dict[frozenset[str], float] = {}
    for all_looks, rings in asked.items():
        if rings:
            everyone = frozenset[str]().union(*rings.values())
            looks = dealt.table(evidence.pairs, everyone, all_looks=all_looks)
            out |= {accounts: dealt.chance(looks, ends) for accounts, ends in rings.items()}
    return out


def told(
    evidence: Evidence,
    links: nx.Graph[Any],
    overlaps: nx.Graph[Any],
    held: Held,
    found: list[Group],
) -> Story:
    """What the sentences of the rings need, asked of the engine once."""
    bonds, accounts = held.bonds, {account for group in found for account in group.accounts}
    chosen = bonds[bonds["a"].isin(accounts) & bonds["b"].isin(accounts)]
    met = pd.DataFrame({name: pd.Series(dtype="str") for name in ("a", "b", "subject")})
    for kind in (KIND, ALL_LOOKS):
        part = chosen[chosen["kind"] == kind]
        if len(part):
            ends = sorted({*part["a"], *part["b"]})
            rows = shared_people(evidence.pairs, ends, all_looks=kind == ALL_LOOKS).to_pandas()
            met = pd.concat([met, rows.merge(part[["a", "b"]], on=["a", "b"])])
    ends, people = sorted({*met["a"], *met["b"]}), sorted(set(met["subject"]))
    began = first_days(evidence.pairs, ends, people).to_pandas() if ends else pd.DataFrame()
    days = {row["actor"]: pd.Timestamp(row["day"]) for row in began.to_dict("records")}
    joining = {one.account: one for one in held.joined}
    common = spots(evidence, accounts | {one for group in found for one in group.drawn})
    return Story(evidence, links, overlaps, bonds, met, days, joining, common, held.approvers)


def written(
    rings: list[tuple[str, float, float | None, Group]], story: Story, held: pd.DataFrame
) -> Rings:
    """The rings as tables."""
    by_p = sorted(rings, key=lambda one: (one[1], number(one[0])))
    members = [(name, p, *row, dealt) for name, p, dealt, group in by_p
               for row in rows(group, story)]  # fmt: skip
    ties = [(name, *row) for name, _, _, group in rings for row in tie_rows(group, story)]
    told = pd.DataFrame(members, columns=list(MEMBERS))
    return Rings(
        told.astype({"p": "float64", "permutation_p": "float64"}),
        pd.DataFrame(ties, columns=list(TIES)),
        held,
    )
