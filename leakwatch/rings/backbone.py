"""Significant pairs → groups that hold together: hubs and bridges out, dense cores, own evidence.

The core of a component is the subgraph of most evidence per member, by peeling (Charikar 2000),
an edge's evidence counting less the more partners its ends have (Hooi et al., FRAUDAR, 2016). What
a group is worth is judged as a whole (`growing`), so that pairs a group may begin with need not
be beyond doubt themselves.
"""

from __future__ import annotations

from math import log, log10
from typing import TYPE_CHECKING, Any

import networkx as nx

from leakwatch.rings.bonds import BINDING
from leakwatch.rings.growing import settled
from leakwatch.rings.significance import SEED

if TYPE_CHECKING:
    import pandas as pd

DENSE = 0.5  # a component with this share of its possible edges is left whole
HUB_PARTNERS = 15
HUB_CLUSTERING = 0.3
PAIR_Q = 1e-6  # the q two accounts alone need, besides evidence from elsewhere
HELD_SHARE = 0.2  # of a core's members an account outside must overlap with to join it
EVIDENCE_CAP = 30.0


def significant(bonds: pd.DataFrame) -> nx.Graph[Any]:
    """The graph of pairs (`bonds.BONDS`) that may belong together by what they opened.

    An edge carries `kinds` (kind → shared, expected, p), the weight of them all, and the p and q of
    the strongest, times how many there are. Other kinds add to such an edge and make none.
    """
    graph: nx.Graph[Any] = nx.Graph()
    for (a, b), part in bonds.sort_values(["a", "b", "kind"]).groupby(["a", "b"], sort=True):
        if part["kind"].isin(BINDING).any():
            numbers = part.set_index("kind")[["shared", "expected", "p"]].to_dict("index")
            p, q = (min(1.0, len(part) * float(part[name].min())) for name in "pq")
            weight = sum(min(-log10(one), EVIDENCE_CAP) for one in part["p"])
            graph.add_edge(str(a), str(b), kinds=numbers, weight=weight, p=p, log_p=log(p), q=q)
    return graph


def cores(graph: nx.Graph[Any], accounts: int) -> list[frozenset[str]]:
    """Groups of at least two of so many accounts that hold together by their own overlap, in a
    fixed order; no account is in two."""
    seeds = [edge for edge in graph.edges if graph.edges[edge]["q"] <= SEED]
    whole = without_hubs(graph.edge_subgraph(seeds).copy())
    begun = [core for part in parts(whole) for core in split(whole.subgraph(part))]
    return settled(graph, begun, accounts)


def without_hubs(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """Drops accounts that overlap with many who do not overlap with each other.

    Quality control, a shared account, a supervisor who reopens everyone's work.
    """
    many = [node for node, degree in graph.degree() if degree > HUB_PARTNERS]
    hubs = [node for node in many if closed(graph, node) < HUB_CLUSTERING]
    return graph.subgraph(set(graph) - set(hubs)).copy()


def closed(graph: nx.Graph[Any], node: str) -> float:
    """The share of a node's pairs of partners that are partners too (clustering coefficient)."""
    partners = len(graph[node])
    ties = graph.subgraph(graph[node]).number_of_edges()
    return 2 * ties / (partners * (partners - 1))


def parts(graph: nx.Graph[Any]) -> list[frozenset[str]]:
    """Connected components in a fixed order."""
    return sorted((frozenset(part) for part in nx.connected_components(graph)), key=sorted)


def split(graph: nx.Graph[Any]) -> list[frozenset[str]]:
    """The component itself where it is dense; else its sides without bridges, else its cores."""
    if len(graph) <= 3 or nx.density(graph) >= DENSE:
        return [frozenset(graph)]
    apart = without_bridges(graph)
    sides = parts(apart)
    if len(sides) > 1:
        return [core for side in sides for core in split(apart.subgraph(side))]
    core = joined(graph, densest(graph))
    rest = graph.subgraph(set(graph) - core)
    return [core] + [more for part in parts(rest) for more in split(rest.subgraph(part))]


def without_bridges(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """Cuts single edges between two groups of three or more."""
    apart = graph.copy()
    for a, b in sorted(tuple(sorted(edge)) for edge in nx.bridges(graph)):
        apart.remove_edge(a, b)
        if min(len(nx.node_connected_component(apart, end)) for end in (a, b)) < 3:
            apart.add_edge(a, b, **graph.edges[a, b])
    return apart


def densest(graph: nx.Graph[Any]) -> frozenset[str]:
    """The accounts with the most evidence per account, by peeling the weakest one after another.

    >>> densest(nx.lollipop_graph(4, 3)) == frozenset(range(4))
    True
    """
    weight = {frozenset(edge): camouflaged(graph, *edge) for edge in graph.edges}
    left, best = set(graph), (0.0, frozenset(graph))
    total = sum(sorted(weight.values()))
    held = {
        node: sum(sorted(weight[frozenset((node, other))] for other in graph[node]))
        for node in graph
    }
    while len(left) > 1:
        best = max(best, (round(total / len(left), 9), frozenset(left)), key=lambda pair: pair[0])
        weakest = min(left, key=lambda node: (round(held[node], 9), node))
        left.remove(weakest)
        total -= held[weakest]
        for other in set(graph[weakest]) & left:
            held[other] -= weight[frozenset((weakest, other))]
    return best[1]


def camouflaged(graph: nx.Graph[Any], a: str, b: str) -> float:
    """An edge's evidence, less the more partners the busier end has."""
    busy = max(graph.degree[a], graph.degree[b])
    return float(graph.edges[a, b].get("weight", 1.0)) / log(busy + 5)


def joined(graph: nx.Graph[Any], core: frozenset[str]) -> frozenset[str]:
    """The core and those around it who overlap with two of it and with a fifth of it."""
    enough = max(2, HELD_SHARE * len(core))
    around = (node for node in graph if node not in core)
    return core | {node for node in around if len(core & set(graph[node])) >= enough}
