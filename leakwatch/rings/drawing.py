"""Where the members of a ring stand on paper: the same ring, the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

SEED = 7
DIGITS = 4
#: how far out those stand who are tied to nobody
RIM = 1.15
#: more are laid out by sampled springs
CROWD = 400


def laid_out(graph: nx.Graph[Any]) -> dict[str, tuple[float, float]]:
    """Where each node stands, x and y in -1…1, whatever the order the graph was put together in.

    Who is tied to nobody stands at RIM; the others by springs that start from a circle, those
    inside next to each other, those outside opposite.
    Fruchterman and Reingold, Graph drawing by force-directed placement (1991).
    """
    import networkx as nx

    if not graph:
        return {}
    nodes = sorted(graph, key=lambda node: (graph.nodes[node].get("side", ""), node))
    tied: nx.Graph[Any] = nx.Graph()
    # springs would push away, beyond all measure, who is tied to nobody
    tied.add_nodes_from([node for node in nodes if graph.degree(node)] or nodes)
    tied.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges()))
    spots: dict[str, Any] = nx.circular_layout(nx.empty_graph(nodes), scale=RIM)
    spots |= _sprung(tied) if len(tied) > CROWD else nx.spring_layout(
        tied, pos=nx.circular_layout(tied), seed=SEED, iterations=200
    )  # fmt: skip
    at = {node: [round(float(one), DIGITS) for one in spot] for node, spot in spots.items()}
    return {node: (x, y) for node, (x, y) in at.items()}


def _sprung(graph: nx.Graph[Any]) -> dict[str, Any]:
    """The same for very many, within a second."""
    import networkx as nx
    import numpy as np

    from leakwatch.rings.crowding import springs

    nodes = list(graph)
    number = {node: place for place, node in enumerate(nodes)}
    begin = np.array([*nx.circular_layout(graph).values()])
    ends = np.array([(number[a], number[b]) for a, b in graph.edges()], dtype=np.int64)
    a, b = ends.reshape(-1, 2).T
    return dict(zip(nodes, springs(begin, a, b, SEED), strict=True))
