"""Link evidence as a graph: accounts, phones, cards, devices, places, and what joins them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from leakwatch.language import Say

Node = tuple[str, str]  # kind, token

REACHING = {"通话": "calls", "转账": "transfers", "聊天": "chats", "收件": "parcels"}
OWN, NAMED = "own number", "named in complaints"
GONE = "离职"
HUB_ACCOUNTS = 10  # a takeaway, the switchboard: joins nobody
HUB_NEIGHBOURS = 50
HOPS = 3


def web(ties: pd.DataFrame, staff: pd.DataFrame) -> nx.Graph[Any]:
    """All link evidence; a serving employee's own phone or ID number stands for his account.

    Nodes are (kind, token); an edge carries `relations` (word → times). Nodes that too many
    accounts or too many others are linked with are left out.
    """
    own = own_numbers(staff[staff["status"] != GONE])
    graph: nx.Graph[Any] = nx.Graph()
    for row in ties.fillna({"times": 1}).to_dict("records"):
        a, b = (row["a_kind"], row["a"]), (row["b_kind"], row["b"])
        tie(graph, own.get(a, a), own.get(b, b), str(row["relation"]), int(row["times"]))
    for number, account in own_numbers(staff[staff["status"] == GONE]).items():
        if number in graph:
            tie(graph, number, account, OWN, 1)
    graph.remove_nodes_from([node for node in graph if is_hub(graph, node)])
    return graph


def own_numbers(staff: pd.DataFrame) -> dict[Node, Node]:
    """Phones and ID numbers that belong to exactly one account, with that account."""
    owners: dict[Node, set[str]] = {}
    for kind in ("phone", "id_no"):
        known = staff.dropna(subset=[kind])
        for number, actor in zip(known[kind], known["actor"], strict=True):
            owners.setdefault((kind, number), set()).add(actor)
    return {
        number: ("actor", actors.pop()) for number, actors in owners.items() if len(actors) == 1
    }


def tie(graph: nx.Graph[Any], a: Node, b: Node, relation: str, times: int) -> None:
    """Adds one piece of evidence between two different nodes."""
    if a == b:
        return
    if not graph.has_edge(a, b):
        graph.add_edge(a, b, relations={})
    relations = graph.edges[a, b]["relations"]
    relations[relation] = relations.get(relation, 0) + times


def is_hub(graph: nx.Graph[Any], node: Node) -> bool:
    """True for an outsider that joins nobody because he is linked with everybody."""
    if node[0] == "actor":
        return False
    accounts = sum(1 for other in graph[node] if other[0] == "actor")
    return accounts > HUB_ACCOUNTS or len(graph[node]) > HUB_NEIGHBOURS


def reaching(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    """Only what reaches outside: calls, transfers, chats, parcels; not kin, house or workmates."""
    words = {*REACHING, OWN, NAMED}
    kept = [edge for edge in graph.edges if words & set(graph.edges[edge]["relations"])]
    return graph.edge_subgraph(kept).copy()


def dealt(graph: nx.Graph[Any], a: Node, b: Node) -> bool:
    """Whether two nodes deal with each other, and not by complaints alone."""
    return bool(set(graph.edges[a, b]["relations"]) - {NAMED})


def paths(
    graph: nx.Graph[Any], start: Iterable[Node], through: set[Node]
) -> dict[Node, list[Node]]:
    """A shortest path of at most HOPS edges from the start to each node, passing only `through`."""
    found = {node: [node] for node in sorted(start) if node in graph}
    edge = list(found)
    for _ in range(HOPS):
        following: list[Node] = []
        for node in edge:
            for other in sorted(graph[node]):
                if other not in found:
                    found[other] = [*found[node], other]
                    following.append(other)
        edge = [node for node in following if node in through]
    return found


def worded(graph: nx.Graph[Any], a: Node, b: Node, say: Say = str) -> str:
    """What joins two nodes.

    >>> graph = nx.Graph()
    >>> tie(graph, ("actor", "x"), ("phone", "y"), "通话", 12)
    >>> worded(graph, ("actor", "x"), ("phone", "y"))
    'calls 12 ×'
    """
    relations = graph.edges[a, b]["relations"]
    words = [
        say(word)
        if word in (OWN, NAMED)
        else f"{say(REACHING.get(word, word))} {relations[word]} ×"
        for word in sorted(relations)
    ]
    return ", ".join(words)


def shown(graph: nx.Graph[Any], path: list[Node], say: Say = str) -> str:
    """A path as text: kinds and the first characters of tokens, with what joins them."""
    steps = [f"{path[0][0]} {path[0][1][:8]}"]
    for a, b in pairwise(path):
        steps.append(f"({worded(graph, a, b, say)}) {b[0]} {b[1][:8]}")
    return " — ".join(steps)
