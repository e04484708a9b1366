"""The evidence graph of rings as a file: GraphML for graph programs, JSON (node-link) for pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.rings.found import Rings


def whole(rings: Rings) -> nx.MultiGraph[Any]:
    """All rings in one graph; a node and a tie carry the `ring` they are of.

    A node is named ring and member, for a broker may be in two; each ring is laid out by itself.
    """
    import networkx as nx

    out: nx.MultiGraph[Any] = nx.MultiGraph()
    for name in rings.names():
        graph = rings[name].graph()
        for member, said in sorted(graph.nodes(data=True)):
            out.add_node(f"{name} {member}", ring=name, member=member, **said)
        for a, b, kind, said in sorted(graph.edges(keys=True, data=True), key=lambda one: one[:3]):
            low, high = (f"{name} {end}" for end in sorted((a, b)))
            out.add_edge(low, high, key=kind, ring=name, kind=kind, **said)
    return out


def write(rings: Rings, path: Path) -> int:
    """Writes the graph by the file's ending; how many members. Same rings, same bytes."""
    graph = whole(rings)
    WRITERS[path.suffix](graph, path)
    return len(graph)


def _graphml(graph: nx.MultiGraph[Any], path: Path) -> None:
    import networkx as nx

    # an edge's id must be one of its own; its kind is told beside
    numbered: nx.MultiGraph[Any] = nx.MultiGraph()
    numbered.add_nodes_from(graph.nodes(data=True))
    for number, (a, b, said) in enumerate(graph.edges(data=True)):
        numbered.add_edge(a, b, key=number, **said)
    nx.write_graphml_xml(numbered, path, named_key_ids=True)


def node_link(graph: nx.MultiGraph[Any]) -> dict[str, Any]:
    """The graph as JSON takes it."""
    nodes = [{"id": node, **said} for node, said in graph.nodes(data=True)]
    edges = [{"source": a, "target": b, **said} for a, b, said in graph.edges(data=True)]
    return {"directed": False, "multigraph": True, "nodes": nodes, "edges": edges}


def _json(graph: nx.MultiGraph[Any], path: Path) -> None:
    told = json.dumps(node_link(graph), ensure_ascii=False, indent=1)
    path.write_text(told + "\n", encoding="utf-8")


WRITERS: Mapping[str, Callable[[Any, Path], None]] = {".graphml": _graphml, ".json": _json}
