"""What part each member plays, by stated rules; the first that holds decides.

Inside. lender: works in turns with another member at a device or place where the other is more at
home. source: opened the people the ring shares, or the people a contact was complained of, or is
alerted. approver: approves other members' look-ups beyond what it gives anybody. relay: the rest,
linked to the ring's outsiders without opening its people.
Outside. broker: linked to two sources, or to one and named in complaints or leading to further
outsiders. buyer: beyond the first hop and reached by transfers or parcels, or only named in
complaints. other: the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leakwatch.rings.web import NAMED, OWN

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.rings.outside import Group
    from leakwatch.rings.web import Node

PAYS = ("收件", "转账")


@dataclass(frozen=True)
class Standing:
    """How an outsider stands to a ring: accounts linked directly, whether others are reached
    through him, whether complaints name him, whether goods or money move."""

    accounts: int
    leads_on: bool
    named: bool
    pays: bool


def outside_role(standing: Standing) -> str:
    """The role of an outsider.

    >>> outside_role(Standing(accounts=2, leads_on=False, named=False, pays=False))
    'broker'
    """
    if standing.accounts > 1 or standing.leads_on or (standing.accounts and standing.named):
        return "broker"
    if standing.accounts == 0 and (standing.pays or standing.named):
        return "buyer"
    return "other"


def inside_role(*, borrowed: bool, opened: bool, approves: bool) -> str:
    """The role of an account."""
    if borrowed:
        return "lender"
    if opened:
        return "source"
    return "approver" if approves else "relay"


def standing(graph: nx.Graph[Any], group: Group, node: Node) -> Standing:
    """How one outsider of the group stands."""
    way = group.path[node]
    near = {other: graph.edges[node, other]["relations"] for other in graph[node]} if (
        node in graph
    ) else {}  # fmt: skip
    linked = {
        token
        for (kind, token), relations in near.items()
        if kind == "actor" and token in group.accounts and set(relations) - {NAMED, OWN}
    }
    last = near.get(way[-2], {}) if len(way) > 1 else {}
    beyond = any(node in other[1:-1] for other in group.path.values())
    named = node in group.named or any(NAMED in relations for relations in near.values())
    return Standing(len(linked), beyond, named, bool(set(PAYS) & set(last)))
