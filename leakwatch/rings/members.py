"""A ring's rows: who is in it, on which side, in which role, and because of what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from leakwatch.rings.kinds.people import ALL_LOOKS, KIND
from leakwatch.rings.overlap import WITHIN_DAYS
from leakwatch.rings.roles import inside_role, outside_role, standing
from leakwatch.rings.victims import LEADS
from leakwatch.rings.web import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx
    import pandas as pd

    from leakwatch.rings.evidence import Evidence
    from leakwatch.rings.joining import Joiner
    from leakwatch.rings.outside import Group
    from leakwatch.rings.spots import Spot
    from leakwatch.rings.web import Node

MET = (KIND, ALL_LOOKS)
#: what other kinds of evidence say of an account, before how many members
BOUND = {
    "list": "went through people in the same order as",
    "clients": "shares a leaver's former clients with",
    "device": "works in turns at one device with",
    "place": "works in turns at one place with",
    "approval": "approvals go to and fro with",
}
Row = tuple[str, str, str, str, str]  # member, kind, side, role, because


@dataclass(frozen=True)
class Story:
    """What the sentences need: the evidence, the links, who overlaps, all bonds, the people two
    opened (a, b, subject), the day each account first opened one of them, who joined,
    where two work in turns, and who approves a core's looks."""

    evidence: Evidence
    graph: nx.Graph[Any]
    backbone: nx.Graph[Any]
    bonds: pd.DataFrame
    met: pd.DataFrame
    began: dict[str, pd.Timestamp]
    joined: dict[str, Joiner]
    spots: list[Spot]
    approvers: frozenset[str]


def rows(group: Group, story: Story) -> list[Row]:
    """All members of one ring."""
    inside = group.accounts | group.drawn
    common = [one for one in story.spots if one.host in inside and one.guests & inside]
    lent = {account for one in common for account in one.guests & inside}
    out = [account_row(group, story, account, account in lent) for account in group.accounts]
    out += [drawn_row(account) for account in group.drawn]
    out += [outsider_row(group, story, node) for node in group.path if node[0] != LEADS]
    out += [
        (one.name, one.kind, "inside", "other",
         f"of one member; {members(len(one.guests & inside))} of another branch worked there too")
        for one in common
    ]  # fmt: skip
    return sorted({row[0]: row for row in out}.values(), key=lambda row: (row[2], row[0]))


def account_row(group: Group, story: Story, account: str, lent: bool) -> Row:
    """An account of the ring; a leaver's stands outside if he had left before it began."""
    known = (story.backbone, story.joined, story.evidence.alerted)
    opened = any(account in one for one in known)
    approves = account in story.approvers or bool(bound(story, group, account, "approval"))
    role = inside_role(borrowed=lent, opened=opened, approves=approves)
    because = "; ".join(account_reasons(group, story, account))
    gone = story.evidence.gone
    if account not in gone:
        return account, "actor", "inside", role, because
    side = "outside" if left_before(gone[account], story, group) else "inside"
    return account, "staff", side, role, because + "; its owner has left"


def left_before(day: pd.Timestamp, story: Story, group: Group) -> bool:
    """True where the leave date lies before the ring's first look at a person it shares, or one of
    them is not known."""
    first = [story.began[account] for account in group.accounts if account in story.began]
    return not first or not day >= min(first)


def account_reasons(group: Group, story: Story, account: str) -> Iterator[str]:
    """Sentences for an account: people shared, alert, outsiders."""
    partners = set(story.backbone[account]) & group.accounts if account in story.backbone else set()
    if people := met_people(story.met, account, partners):
        kinds = (story.backbone.edges[account, other]["kinds"] for other in sorted(partners))
        expected = sum(one[kind]["expected"] for one in kinds for kind in MET if kind in one)
        yield (
            f"opened {people} of the same people as {members(len(partners))} "
            f"within {WITHIN_DAYS} days; expected by chance {expected:.1f}"
        )
    if account in story.joined:
        one = story.joined[account]
        yield (
            f"opened {one.opened} of the {one.of} people that others of the ring opened too; "
            f"expected by chance {one.expected:.1f}"
        )
    if account in story.evidence.alerted:
        yield f"alerted, lowest daily p {story.evidence.alerted[account]:.2g}"
    if said := borrowed(story, group, account):
        yield said
    if account in story.approvers:
        yield "approves look-ups of members without a case far beyond what it gives others"
    for kind, said in BOUND.items():
        if others := bound(story, group, account, kind):
            yield f"{said} {members(len(others))}"
    near = [node for node in group.path if story.graph.has_edge(("actor", account), node)]
    if any(kind == LEADS for kind, _ in near):
        yield "opened people of a leaked sample, before it leaked, beyond chance"
    if linked := [node for node in near if node[0] != LEADS]:
        yield f"linked to {len(linked)} of the ring's outsiders"
    if parts := fallen(group, story, account):
        yield f"without it the ring falls apart into {parts}"


def bound(story: Story, group: Group, account: str, kind: str) -> set[str]:
    """The members of the ring that evidence of a kind binds the account to."""
    inside = group.accounts | group.drawn
    kept = story.bonds[story.bonds["kind"] == kind]
    ends = [*zip(kept["a"], kept["b"], strict=True), *zip(kept["b"], kept["a"], strict=True)]
    return {other for one, other in ends if one == account and other in inside}


def fallen(group: Group, story: Story, account: str) -> int:
    """Into how many parts the other accounts fall without this one; 0 where they hold together."""
    import networkx as nx

    inside = (group.accounts | group.drawn) - {account}
    whole: nx.Graph[Any] = nx.Graph(story.graph.subgraph(
        {("actor", one) for one in inside} | (set(group.path) - {("actor", account)})
    ))  # fmt: skip
    whole.add_nodes_from(("actor", one) for one in inside)
    kept = story.bonds[story.bonds["a"].isin(inside) & story.bonds["b"].isin(inside)]
    ends = zip(kept["a"], kept["b"], strict=True)
    whole.add_edges_from((("actor", a), ("actor", b)) for a, b in ends)
    joined = sorted(inside & set(story.joined))
    core = sorted(inside - set(joined))
    if core:  # who opened the core's people hangs on all of it
        whole.add_edges_from((("actor", one), ("actor", core[0])) for one in joined)
    parts = [part for part in nx.connected_components(whole)
             if any(kind == "actor" and one in inside for kind, one in part)]  # fmt: skip
    return len(parts) if len(parts) > 1 else 0


def met_people(met: pd.DataFrame, account: str, partners: set[str]) -> int:
    """How many people the account opened that one of the partners opened too."""
    one = met.loc[(met["a"] == account) & met["b"].isin(partners), "subject"]
    two = met.loc[(met["b"] == account) & met["a"].isin(partners), "subject"]
    return len(set(one) | set(two))


def members(count: int) -> str:
    """How many other members, in words."""
    return f"{count} other member" + ("s" if count != 1 else "")


def borrowed(story: Story, group: Group, account: str) -> str | None:
    """At whose seat of the ring an account works beside its own, in words."""
    inside = group.accounts | group.drawn
    kinds = {one.kind for one in story.spots if account in one.guests and one.host in inside}
    return f"works at the {' and the '.join(sorted(kinds))} of another member" if kinds else None


def drawn_row(account: str) -> Row:
    """A known account that a link to an outsider draws in."""
    return account, "actor", "inside", "relay", "linked to an outsider of the ring and unusual"


def outsider_row(group: Group, story: Story, node: Node) -> Row:
    """An outsider: kind staff for a leaver, else what he is known by."""
    kind, token = node
    place = standing(story.graph, group, node)
    because = "; ".join(outsider_reasons(group, story, node, place.accounts))
    staff = kind == "actor" and token in story.evidence.gone
    return token, "staff" if staff else kind, "outside", outside_role(place), because


def outsider_reasons(group: Group, story: Story, node: Node, accounts: int) -> Iterator[str]:
    """Sentences for an outsider: links, the path, complaints."""
    if accounts:
        yield f"linked directly to {accounts} of {len(group.accounts)} accounts of the ring"
    way = group.path[node]
    if all(story.graph.has_edge(a, b) for a, b in pairwise(way)):
        yield shown(story.graph, way)
    if node in group.named:
        opened, of, expected, _ = group.named[node]
        yield (
            f"named in complaints of {of} people, {opened} of whom the ring opened before; "
            f"expected by chance {expected:.1f}"
        )
