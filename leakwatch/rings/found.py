"""What was found: the members of each ring, the pairs behind it, its evidence graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

MEMBERS = ("ring", "p", "member", "kind", "side", "role", "because")
EDGES = ("ring", "a", "b", "because", "shared", "expected", "p")


@dataclass(frozen=True)
class Rings:
    """`members`: the columns MEMBERS, one row a member, by p, ring, side, member. `pairs`: a, b,
    shared, expected, p, q of every significant pair. `edges`: EDGES, what joins members."""

    members: pd.DataFrame
    pairs: pd.DataFrame
    edges: pd.DataFrame

    def graph(self, ring: str) -> nx.Graph[Any]:
        """The evidence graph of one ring: members with kind, side and role; edges with because."""
        import networkx as nx

        graph: nx.Graph[Any] = nx.Graph(ring=ring)
        for row in self.members[self.members["ring"] == ring].itertuples():
            graph.add_node(row.member, kind=row.kind, side=row.side, role=row.role)
        for row in self.edges[self.edges["ring"] == ring].itertuples():
            graph.add_edge(
                row.a, row.b, because=row.because, shared=row.shared, expected=row.expected, p=row.p
            )
        return graph

    @property
    def together(self) -> dict[str, frozenset[str]]:
        """The members of each ring: what the next run takes as `earlier`."""
        grouped = self.members.groupby("ring", sort=True)["member"]
        return {str(ring): frozenset(members) for ring, members in grouped}
