"""What is left of a kept ring without one of its accounts, and how likely chance makes the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import networkx as nx

from leakwatch.rings import backbone, growing
from leakwatch.rings.bonds import BINDING
from leakwatch.store.rings import ACCOUNTS

if TYPE_CHECKING:
    from leakwatch.rings.found import Ring


@dataclass(frozen=True)
class Left:
    """The ring without one account: into how many parts the other accounts fall, and the p of what
    these opened in common (1 where nothing is left), None where it is not asked for."""

    member: str
    parts: int
    p: float | None


def each(ring: Ring, accounts: int | None = None) -> list[Left]:
    """The ring without each of its accounts in turn; `accounts` is among how many it was found."""
    graph = ring.evidence()
    inside = accounts_of(graph)
    fallen = parts(graph, inside)
    if accounts is None:
        return [Left(one, fallen[one], None) for one in sorted(inside)]
    held = overlaps(ring)
    return [
        Left(one, fallen[one], chance(held, inside - {one}, accounts)) for one in sorted(inside)
    ]


def one(ring: Ring, member: str, accounts: int | None = None) -> Left:
    """The ring without one member, an outsider too."""
    graph = ring.evidence()
    inside = accounts_of(graph)
    plain: nx.Graph[Any] = nx.Graph(graph)
    tied = {each for each in inside if plain.degree(each)}
    p = None if accounts is None else chance(overlaps(ring), inside - {member}, accounts)
    return Left(member, _fallen(plain, tied - {member}, member), p)


def rest(ring: Ring, member: str) -> Ring:
    """The ring as it is told, less one member and its ties."""
    ties, members = ring.ties, ring.members
    return replace(
        ring, members=members[members["member"] != member],
        ties=ties[(ties["a"] != member) & (ties["b"] != member)],
    )  # fmt: skip


def accounts_of(graph: nx.MultiGraph[Any]) -> set[str]:
    """The accounts inside."""
    return {node for node, said in graph.nodes(data=True)
            if said.get("side") == "inside" and said.get("kind") in ACCOUNTS}  # fmt: skip


def parts(graph: nx.MultiGraph[Any], inside: set[str]) -> dict[str, int]:
    """Into how many parts the others fall without each; who is tied to nobody hangs on all of
    them."""
    plain: nx.Graph[Any] = nx.Graph(graph)
    tied = {one for one in inside if plain.degree(one)}
    whole = [frozenset(part & tied) for part in nx.connected_components(plain)]
    # without any other a part stays in one piece
    cut = set(nx.articulation_points(plain))
    return {
        one: _fallen(plain, tied, one) if one in cut else sum(1 for part in whole if part - {one})
        for one in inside
    }


def _fallen(plain: nx.Graph[Any], tied: set[str], one: str) -> int:
    left = plain.subgraph(set(plain) - {one})
    return sum(1 for part in nx.connected_components(left) if part & tied)


def overlaps(ring: Ring) -> nx.Graph[Any]:
    """The ties by what was opened, as the search weighed them."""
    ties = ring.ties[ring.ties["kind"].isin(BINDING) & ring.ties["p"].notna()]
    return backbone.significant(ties.assign(q=ties["p"]))


def chance(held: nx.Graph[Any], inside: set[str], accounts: int) -> float:
    """How likely chance makes what these opened in common: the least likely of the parts."""
    rest = held.subgraph(inside & set(held))
    found = [growing.chance(rest, part, accounts) for part in backbone.parts(rest) if len(part) > 1]
    return min(found, default=1.0)
