"""What part each member plays, by stated rules; the first that holds decides.

Inside. lender: works, beside its own seat, at the device or place of a member of another branch,
which hardly anybody else uses. source: opened the people the ring shares, or the people a contact
was complained of, or is alerted. approver: approves other members' look-ups beyond what it gives
anybody. relay: the rest, linked to the ring's outsiders without opening its people.
Outside. broker: deals with an account of the ring himself, by calls, chats or transfers, or talks
with one who does (a second number); whether he sells on cannot be told from here. buyer: joined to
these by transfers or parcels only, or by nothing but complaints. other: the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leakwatch.rings.web import NAMED, OWN

if TYPE_CHECKING:
    import networkx as nx

    from leakwatch.rings.outside import Group
    from leakwatch.rings.web import Node

TALKS = {"通话", "聊天"}
PAYS = {"收件", "转账"}


@dataclass(frozen=True)
class Standing:
    """How an outsider stands to a ring: how many accounts he deals with himself, whether he talks
    with one who does, whether complaints name him, whether goods or money move."""

    accounts: int
    talks: bool
    named: bool
    pays: bool


def outside_role(standing: Standing) -> str:
    """The role of an outsider.

    >>> outside_role(Standing(accounts=2, talks=False, named=False, pays=False))
    'broker'
    """
    if standing.accounts or standing.talks:
        return "broker"
    return "buyer" if standing.pays or standing.named else "other"


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
    near = {other: set(graph.edges[node, other]["relations"]) for other in graph.adj.get(node, ())}
    last = near.get(way[-2], set()) if len(way) > 1 else set()
    talks = any(
        TALKS & words and dealing(graph, group, other)
        for other, words in near.items()
        if other in group.path
    )
    named = node in group.named or any(NAMED in words for words in near.values())
    return Standing(len(dealing(graph, group, node)), talks, named, bool(last & PAYS))


def dealing(graph: nx.Graph[Any], group: Group, node: Node) -> set[str]:
    """The accounts of the group that an outsider deals with himself."""
    near = (one for one in graph.adj.get(node, ()) if one[0] == "actor" and one[1] in group.inside)
    return {one[1] for one in near if set(graph.edges[node, one]["relations"]) - {NAMED, OWN}}
