"""Evidence in, rings out: bonds → cores → outside → what chance gives → roles → names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from leakwatch.rings import backbone, dealt
from leakwatch.rings.attaching import approvers, attached
from leakwatch.rings.bonds import bonds
from leakwatch.rings.evidence import Evidence
from leakwatch.rings.found import MEMBERS, TIES, Rings
from leakwatch.rings.identity import named, number
from leakwatch.rings.joining import Joiner, joiners
from leakwatch.rings.kinds import lists, people
from leakwatch.rings.members import rows
from leakwatch.rings.odds import odds
from leakwatch.rings.outside import groups
from leakwatch.rings.story import Held, told
from leakwatch.rings.ties import tie_rows

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.language import Say
    from leakwatch.rings.outside import Group
    from leakwatch.rings.story import Story

__all__ = ["Evidence", "Rings", "find"]

#: dealt anew, their branches' looks must make members meet as often less often than this
DEALT_AT_MOST = 0.01
#: kinds that speak of looks without a case only
CASELESS = {people.KIND, lists.KIND}


def find(
    evidence: Evidence, *, earlier: Mapping[str, frozenset[str]] | None = None, say: Say = str
) -> Rings:
    """The rings in the evidence, under the names they had earlier (name → members)."""
    return among(evidence, bonds(evidence), earlier=earlier, say=say)


def among(
    evidence: Evidence, held: pd.DataFrame, *,
    earlier: Mapping[str, frozenset[str]] | None = None, say: Say = str,
) -> Rings:  # fmt: skip
    """The rings where this is what any two accounts have in common (BONDS), on which links,
    complaints and leads have no impact."""
    overlaps = backbone.significant(held)
    cores = backbone.cores(overlaps, evidence.accounts)
    joined = joiners(evidence, cores)
    whole = grown(cores, joined)
    hands = approvers(evidence, whole)
    whole = attached(evidence, held, whole, hands)
    links, found = groups(evidence, overlaps, whole)
    by_chance = deals(evidence, overlaps, found)
    standing = [one for one in found if by_chance.get(one.accounts, 0.0) <= DEALT_AT_MOST]
    ranked = sorted(
        ((odds(evidence, links.graph, overlaps, group), group) for group in standing),
        key=lambda one: (one[0], sorted(one[1].members)),
    )
    names = named([group.members for _, group in ranked], earlier)
    held_by = Held(
        held, {one.account: one for one in joined}, frozenset[str]().union(*hands.values())
    )
    story = told(evidence, links.graph, overlaps, held_by, [group for _, group in ranked], say)
    rings = [(name, p, by_chance.get(group.accounts), group) for name, (p, group) in
             zip(names, ranked, strict=True)]  # fmt: skip
    return written(rings, story)


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
            asked[not kinds & CASELESS][group.accounts] = frozenset(held)
    out: dict[frozenset[str], float] = {}
    for all_looks, rings in asked.items():
        if rings:
            everyone = frozenset[str]().union(*rings.values())
            looks = dealt.table(evidence.pairs, everyone, all_looks=all_looks)
            out |= {accounts: dealt.chance(looks, ends) for accounts, ends in rings.items()}
    return out


def written(rings: list[tuple[str, float, float | None, Group]], story: Story) -> Rings:
    """The rings as tables."""
    by_p = sorted(rings, key=lambda one: (one[1], number(one[0])))
    members = [(name, p, *row, dealt) for name, p, dealt, group in by_p
               for row in rows(group, story)]  # fmt: skip
    ties = [(name, *row) for name, _, _, group in rings for row in tie_rows(group, story)]
    table = pd.DataFrame(members, columns=list(MEMBERS))
    return Rings(
        table.astype({"p": "float64", "permutation_p": "float64"}),
        pd.DataFrame(ties, columns=list(TIES)),
    )
