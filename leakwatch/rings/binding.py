"""Which groups and alerted accounts are one ring, by the outsiders they deal with.

A colleague's call, one phone or one card that two groups know joins nobody: two groups are one
where complaints name a contact to both, or two outsiders deal with both. An alerted account
belongs to a group, or to another alerted account, through an outsider who is not everybody's, or to
the other directly by money; and to a group whose members it deals with, two or more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

from leakwatch.rings.web import NAMED, Node, paths

if TYPE_CHECKING:
    from collections.abc import Iterable

Core = frozenset[str]
#: outsiders that must deal with both of two groups
SEVERAL = 2


def merged(
    graph: nx.Graph[Any], outsiders: set[Node], cores: list[Core], seeds: set[str]
) -> list[Core]:
    """Seeds joined by a core or by outsiders; alone where nothing joins them."""
    joined: nx.Graph[Any] = nx.Graph()
    joined.add_nodes_from(sorted(seeds))
    for core in cores:
        nx.add_path(joined, sorted(core))
    joined.add_edges_from((min(one), min(other)) for one, other in shared(graph, outsiders, cores))
    joined.add_edges_from(alone(graph, outsiders, cores, seeds))
    return sorted((frozenset(part) for part in nx.connected_components(joined)), key=sorted)


def shared(
    graph: nx.Graph[Any], outsiders: set[Node], cores: list[Core]
) -> Iterable[tuple[Core, Core]]:
    """Two cores whom the same outsiders deal with."""
    near = [contacts(graph, outsiders, core) for core in cores]
    for place, one in enumerate(cores):
        for other, theirs in zip(cores[place + 1 :], near[place + 1 :], strict=True):
            both = near[place].keys() & theirs.keys()
            both = {node for node in both if not common(graph, outsiders, node, one | other)}
            if len(both) >= SEVERAL or any(near[place][node] and theirs[node] for node in both):
                yield one, other


def common(graph: nx.Graph[Any], outsiders: set[Node], node: Node, accounts: Core) -> bool:
    """Whether an outsider is everybody's: two accounts or more beside these deal with him, more
    than of these, and nobody complained of him."""
    near = {one for one in graph[node] if one[0] == "actor" and one not in outsiders}
    named = any(NAMED in graph.edges[node, one]["relations"] for one in near)
    ours = sum(one[1] in accounts for one in near)
    return not named and len(near) - ours > max(ours, 1)


def contacts(graph: nx.Graph[Any], outsiders: set[Node], core: Core) -> dict[Node, bool]:
    """The outsiders a core deals with, and whether its people complained of them."""
    found: dict[Node, bool] = {}
    for account in sorted(core):
        start = ("actor", account)
        for node in graph.adj.get(start, ()):
            if node in outsiders:
                named = NAMED in graph.edges[start, node]["relations"]
                found[node] = found.get(node, False) or named
    return found


def alone(
    graph: nx.Graph[Any], outsiders: set[Node], cores: list[Core], seeds: set[str]
) -> Iterable[tuple[str, str]]:
    """Seeds of no core and the seeds they are linked with."""
    of = {account: core for core in cores for account in core}
    for seed in sorted(seeds - set(of)):
        start = ("actor", seed)
        for core in cores:
            if sum(graph.has_edge(start, ("actor", one)) for one in core) >= SEVERAL:
                yield seed, min(core)
        for (kind, token), way in paths(graph, [start], outsiders).items():
            if kind == "actor" and token in seeds - {seed}:
                both = of.get(token, frozenset({token})) | {seed}
                if binds(graph, outsiders, way, both):
                    yield seed, token


def binds(graph: nx.Graph[Any], outsiders: set[Node], way: list[Node], both: Core) -> bool:
    """Through outsiders that are not everybody's; directly by money between two of no group."""
    if len(way) > 2:
        return not any(common(graph, outsiders, node, both) for node in way[1:-1])
    return len(both) == 2 and "转账" in graph.edges[way[0], way[1]]["relations"]
