"""What holds the members of a ring together, and what is left of it without one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import networkx as nx

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.rings.outside import Group
    from leakwatch.rings.story import Story


def bound(bonds: pd.DataFrame, inside: frozenset[str], account: str, kind: str) -> set[str]:
    """The members that evidence of a kind binds the account to."""
    kept = bonds[bonds["kind"] == kind]
    ends = [*zip(kept["a"], kept["b"], strict=True), *zip(kept["b"], kept["a"], strict=True)]
    return {other for one, other in ends if one == account and other in inside}


def parts_without(group: Group, story: Story, account: str) -> int:
    """Into how many parts the other accounts fall without this one; 0 where they hold together."""
    inside = group.inside - {account}
    nodes = {("actor", one) for one in inside} | (set(group.path) - {("actor", account)})
    whole: nx.Graph[Any] = nx.Graph(story.graph.subgraph(nodes))
    whole.add_nodes_from(("actor", one) for one in inside)
    kept = story.held.within(inside)
    ends = zip(kept["a"], kept["b"], strict=True)
    whole.add_edges_from((("actor", a), ("actor", b)) for a, b in ends)
    # who opened the people of a core, or approves its look-ups, hangs on all of it
    loose = sorted(inside & {*story.held.joined, *story.held.approvers})
    if core := sorted(inside - set(loose)):
        whole.add_edges_from((("actor", one), ("actor", core[0])) for one in loose)
    parts = [
        part
        for part in nx.connected_components(whole)
        if any(kind == "actor" and one in inside for kind, one in part)
    ]
    return len(parts) if len(parts) > 1 else 0
