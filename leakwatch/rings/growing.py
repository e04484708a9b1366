"""What a group of accounts is worth as a whole, and who belongs to it by that.

Many pairs none of which is beyond doubt can be a group that is: four accounts of one shop that all
overlap with each other more than their work gives.
"""

from __future__ import annotations

from math import exp, lgamma, log
from typing import TYPE_CHECKING, Any

import networkx as nx

from leakwatch.rings.significance import FALSE_SHARE, TINIEST

if TYPE_CHECKING:
    from collections.abc import Iterable

BY_CHANCE = 1e-3  # a group that chance makes more often than this is none
#: who was not among those a group began with must make it so many times less likely by chance
JOINING = 100.0

Core = frozenset[str]


def settled(graph: nx.Graph[Any], begun: Iterable[Core], accounts: int) -> list[Core]:
    """Groups that chance hardly makes, from those begun, which do not overlap: without members who
    add nothing, with others of no group who do, the least likely group first to choose; in the
    order of size and names."""
    shrunk = [shed(graph, core, accounts) for core in begun]
    firm = [core for core in shrunk if len(core) > 1]
    found, taken = list[Core](), set[str]().union(*firm)
    for core in sorted(firm, key=lambda one: (log_chance(graph, one, accounts), sorted(one))):
        grown = joined(graph, core, taken, accounts)
        if stands(graph, grown, accounts):
            found.append(grown)
            taken |= grown
    return sorted(found, key=lambda core: (-len(core), sorted(core)))


def stands(graph: nx.Graph[Any], core: Core, accounts: int) -> bool:
    """Two by the false share of pairs; more by what chance makes of groups."""
    if len(core) == 2:
        one, other = core
        return graph.has_edge(one, other) and bool(graph.edges[one, other]["q"] <= FALSE_SHARE)
    return len(core) > 2 and chance(graph, core, accounts) <= BY_CHANCE


def shed(graph: nx.Graph[Any], core: Core, accounts: int) -> Core:
    """Without those, one after another, without whom chance makes the rest less often."""
    while len(core) > 2:
        rests = [core - {one} for one in sorted(core)]
        best = min(rests, key=lambda rest: log_chance(graph, rest, accounts))
        if log_chance(graph, best, accounts) >= log_chance(graph, core, accounts):
            break
        core = best
    return core


def joined(graph: nx.Graph[Any], core: Core, taken: set[str], accounts: int) -> Core:
    """With those, one after another, who make it far less likely by chance."""
    while len(core) > 1:
        near = {other for one in core for other in graph[one]} - core - taken
        more = [core | {one} for one in sorted(near)]
        best = min(more, key=lambda one: log_chance(graph, one, accounts), default=core)
        gained = log_chance(graph, core, accounts) - log_chance(graph, best, accounts)
        if gained < log(JOINING):
            break
        core = best
    return core


def chance(graph: nx.Graph[Any], core: Core, accounts: int) -> float:
    """How many groups of this size among so many accounts chance ties together like this."""
    return max(TINIEST, exp(max(log_chance(graph, core, accounts), log(TINIEST))))


def log_chance(graph: nx.Graph[Any], core: Core, accounts: int) -> float:
    """The logarithm of a union bound, at most 0: the number of such groups, times the likelier of
    two ways to see their ties, twice.

    The product of the p-values along the tree of strongest edges, times the number of trees
    (Cayley: k^(k−2)), an edge's p being for any two; or of all edges, times the number of graphs.
    An edge there is not ties nobody; a group in parts is none.
    """
    edges = graph.subgraph(core)
    if len(core) < 2 or len(edges) < len(core) or not nx.is_connected(edges):
        return 0.0
    k, n = len(core), max(accounts, len(core))
    groups = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    tree = nx.minimum_spanning_edges(graph.subgraph(sorted(core)), weight="log_p", data=True)
    by_tree = (k - 2) * log(k) + sum(sorted(data["log_p"] for *_, data in tree))
    by_all = k * (k - 1) / 2 * log(2) + sum(
        sorted(edges.edges[edge]["log_p"] for edge in edges.edges)
    )
    return min(0.0, log(2) + groups + min(by_tree, by_all))
