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
    near = {other: graph.edges[node, other]["relations"] for other in graph[node]} if (
        node in graph
    ) else {}  # fmt: skip
    linked = {
        token
        for (kind, token), relations in near.items()
        if kind == "actor"
        and token in group.accounts | group.drawn
        and set(relations) - {NAMED, OWN}
    }
    last = set(near.get(way[-2], {})) if len(way) > 1 else set()
    talks = any(TALKS & set(words) and deals(graph, group, other)
                for other, words in near.items() if other in group.path)  # fmt: skip
    named = node in group.named or any(NAMED in relations for relations in near.values())
    return Standing(len(linked), talks, named, bool(last & PAYS))


def deals(graph: nx.Graph[Any], group: Group, node: Node) -> bool:
    """Whether an outsider deals with an account of the group himself."""
    near = [(kind, token) for kind, token in graph[node] if kind == "actor"]
    words = (set(graph.edges[node, one]["relations"]) for one in near if one[1] in group.inside)
    return any(each - {NAMED, OWN} for each in words)
