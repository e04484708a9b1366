"""Where the members of a ring stand on paper: the same ring, the same picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

SEED = 7
DIGITS = 4


def laid_out(graph: nx.Graph[Any]) -> dict[str, tuple[float, float]]:
    """Where each node stands, x and y in -1…1, whatever the order the graph was put together in.

    Springs that start from a circle: those inside next to each other, those outside opposite.
    Fruchterman and Reingold, Graph drawing by force-directed placement (1991).
    """
    import networkx as nx

    if not graph:
        return {}
    nodes = sorted(graph, key=lambda node: (graph.nodes[node].get("side", ""), node))
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from(nodes)
    plain.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.edges()))
    spots = nx.spring_layout(plain, pos=nx.circular_layout(plain), seed=SEED, iterations=200)
    at = {node: [round(float(one), DIGITS) for one in spot] for node, spot in spots.items()}
    return {node: (x, y) for node, (x, y) in at.items()}
