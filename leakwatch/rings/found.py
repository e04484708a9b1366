"""What was found: the members of each ring, the pairs behind it, its evidence graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

MEMBERS = ("ring", "p", "member", "kind", "side", "role", "because", "permutation_p")
TIES = ("ring", "a", "b", "kind", "because", "shared", "expected", "p")
NUMBERS = ("shared", "expected", "p")


@dataclass(frozen=True)
class Ring:
    """One ring: its rows of MEMBERS and of TIES."""

    name: str
    members: pd.DataFrame
    ties: pd.DataFrame

    def graph(self) -> nx.MultiGraph[Any]:
        """The evidence graph, laid out (x, y)."""
        from leakwatch.rings.drawing import laid_out

        graph = self.evidence()
        for node, (x, y) in laid_out(graph).items():
            graph.nodes[node].update(x=x, y=y)
        return graph

    def evidence(self) -> nx.MultiGraph[Any]:
        """Members with kind, side, role and because; a tie a kind of evidence, with because and,
        where it is counted, shared, expected and p."""
        import networkx as nx

        graph: nx.MultiGraph[Any] = nx.MultiGraph(ring=self.name)
        for row in self.members.itertuples():
            graph.add_node(row.member, kind=row.kind, side=row.side, role=row.role,
                           because=row.because)  # fmt: skip
        for tie in self.ties.to_dict("records"):
            known = {name: tie[name] for name in NUMBERS if tie[name] == tie[name]}
            graph.add_edge(tie["a"], tie["b"], key=tie["kind"], because=tie["because"], **known)
        return graph


@dataclass(frozen=True)
class Rings:
    """`members`: MEMBERS, one row a member, by p, ring, side, member. `ties`: TIES, what joins
    members."""

    members: pd.DataFrame
    ties: pd.DataFrame

    def __getitem__(self, name: str) -> Ring:
        """One ring by its name; KeyError for one there is not."""
        mine = self.members[self.members["ring"] == name]
        if mine.empty:
            raise KeyError(name)
        return Ring(name, mine, self.ties[self.ties["ring"] == name])

    def names(self) -> list[str]:
        """The rings' names, the least likely by chance first."""
        return [str(name) for name in self.members["ring"].unique()]

    @property
    def together(self) -> dict[str, frozenset[str]]:
        """The members of each ring: what the next run takes as `earlier`."""
        grouped = self.members.groupby("ring", sort=True)["member"]
        return {str(ring): frozenset(members) for ring, members in grouped}
