"""How likely chance alone makes a ring like this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leakwatch.rings import backbone, growing
from leakwatch.rings.significance import TINIEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from leakwatch.rings.evidence import Evidence
    from leakwatch.rings.outside import Group
    from leakwatch.rings.web import Node


def odds(evidence: Evidence, links: nx.Graph[Any], overlaps: nx.Graph[Any], group: Group) -> float:
    """The ring's p: the least of its kinds of evidence, times how many kinds there are.

    Kinds: the overlap of its cores; each outsider that more alerted accounts are linked with than
    chance gives (hypergeometric); each contact that complaints name. Never under TINIEST.
    """
    p = [
        *overlapping(overlaps, group, evidence.accounts),
        *linked(evidence, links, group),
        *(p for _, _, _, p in group.named.values()),
    ]
    return float(min(1.0, max(TINIEST, len(p) * min(p)))) if p else 1.0


def overlapping(overlaps: nx.Graph[Any], group: Group, accounts: int) -> Iterator[float]:
    """The chance of each part of the ring that overlap alone holds together."""
    held = overlaps.subgraph(group.accounts & set(overlaps))
    for part in backbone.parts(held):
        if len(part) > 1:
            yield growing.chance(held, part, accounts)


def linked(evidence: Evidence, links: nx.Graph[Any], group: Group) -> Iterator[float]:
    """For each outsider linked with two or more alerted accounts, the chance that so many of the
    accounts linked with him are alerted."""
    from scipy import stats

    alerted = set(evidence.alerted)
    for node in sorted(group.path):
        near = {token for kind, token in around(links, node) if kind == "actor"}
        if len(near & alerted) > 1:
            total = max(evidence.accounts, len(near | alerted))
            yield float(stats.hypergeom.sf(len(near & alerted) - 1, total, len(alerted), len(near)))


def around(links: nx.Graph[Any], node: Node) -> list[Node]:
    """The neighbours of a node, none if the links do not know it."""
    return list(links[node]) if node in links else []
