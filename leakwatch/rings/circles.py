"""A ring on paper, seen from its middle: accounts inside, outsiders around them by hops."""

from __future__ import annotations

from cmath import phase, rect
from math import pi, tau
from typing import TYPE_CHECKING, Any

from leakwatch.rings.drawing import DIGITS, laid_out

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx

Spots = dict[str, tuple[float, float]]
#: more hops are drawn as these
FARTHEST = 3
#: how far from the middle those inside stand
INNER = 0.46


def around(graph: nx.MultiGraph[Any]) -> tuple[Spots, Mapping[str, int]]:
    """Where each node stands, x and y in -1…1, and its circle: 0 inside, then hops from there.

    Those inside in the order in which springs would have them around the middle, those outside
    near whom they deal with.
    """
    circle = circles(graph)
    springs = {node: complex(*spot) for node, spot in laid_out(graph).items()}
    most = max(circle.values(), default=0)
    turn = dict[str, float]()
    for number in range(most + 1):
        mine = sorted(node for node in graph if circle[node] == number)
        wanted = {node: _drawn(graph, node, turn, springs[node]) for node in mine}
        turn |= spaced(wanted)
    # one alone stands in the middle
    least = 0.0 if sum(not number for number in circle.values()) < 2 else INNER
    reach = [least + (1 - least) * number / most if most else 0.7 for number in range(most + 1)]
    return {node: _spot(turn[node], reach[circle[node]]) for node in sorted(graph)}, circle


def circles(graph: nx.MultiGraph[Any]) -> dict[str, int]:
    """How many hops each node is from those inside."""
    import networkx as nx

    inside = {node for node, said in graph.nodes(data=True) if said.get("side") == "inside"}
    plain: nx.Graph[Any] = nx.Graph(graph)
    hops = nx.multi_source_dijkstra_path_length(plain, inside, weight=None) if inside else {}
    # who is joined to nobody stands next to them
    return {node: min(FARTHEST, int(hops.get(node, 1))) for node in graph}


def spaced(wanted: Mapping[str, float]) -> dict[str, float]:
    """Directions at even distances, in the order wanted and turned as near to it as can be."""
    order = sorted(wanted, key=lambda node: (wanted[node] % tau, node))
    step = tau / max(len(order), 1)
    off = sum(rect(1, wanted[node] - place * step) for place, node in enumerate(order))
    begin = phase(off) if abs(off) > 1e-9 else -pi / 2
    return {node: begin + place * step for place, node in enumerate(order)}


def _drawn(
    graph: nx.MultiGraph[Any], node: str, turn: Mapping[str, float], otherwise: complex
) -> float:
    """The direction of those already placed whom the node is joined to."""
    near = sum((rect(1, turn[one]) for one in sorted(graph[node]) if one in turn), 0j)
    return phase(near if abs(near) > 1e-9 else otherwise)


def _spot(turn: float, reach: float) -> tuple[float, float]:
    spot = rect(reach, turn)
    return round(spot.real, DIGITS), round(spot.imag, DIGITS)
