"""From groups of accounts to rings: what binds them through outsiders, and who else is there.

An outsider is drawn in by calls, transfers, chats and parcels, up to three hops from an inside
member, or by complaints of the people the members opened; not one whom more accounts outside the
ring deal with than in it: the lunch card, the takeaway. A known account is never drawn in by links
alone, unless it leans towards an alert and is linked to an outsider who is firmly the ring's, or
deals with two of the ring and with an outsider nobody else deals with.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import networkx as nx

from leakwatch.rings.backbone import PAIR_Q
from leakwatch.rings.binding import common, merged
from leakwatch.rings.leads import LEADS
from leakwatch.rings.victims import Victims
from leakwatch.rings.web import NAMED, Node, dealt, paths, reaching, tie, web

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.rings.evidence import Evidence

DEALING = 3  # accounts of a ring that deal with an outsider, for an account that leans to join
LEANING = 0.05  # an account's p, by all its days, at which a link to an outsider draws it in


@dataclass(frozen=True)
class Group:
    """The accounts and outsiders of a ring to be; `path` leads to each outsider from an account,
    `named` holds the complaint rows by contact."""

    accounts: frozenset[str]
    path: dict[Node, list[Node]] = field(default_factory=dict)
    named: dict[Node, tuple[int, int, float, float]] = field(default_factory=dict)
    drawn: frozenset[str] = frozenset()

    @property
    def inside(self) -> frozenset[str]:
        """The accounts, those drawn in among them."""
        return self.accounts | self.drawn

    @property
    def members(self) -> frozenset[str]:
        """Everybody's token."""
        return self.inside | {token for kind, token in self.path if kind != LEADS}


@dataclass(frozen=True)
class Surroundings:
    """Link evidence and complaints around the accounts that may form rings."""

    graph: nx.Graph[Any]
    outsiders: set[Node]

    def around(self, accounts: frozenset[str]) -> dict[Node, list[Node]]:
        """The outsiders within reach of the accounts, each with a path."""
        start = {("actor", account) for account in accounts}
        through = {node for node in self.outsiders
                   if not common(self.graph, self.outsiders, node, accounts)}  # fmt: skip
        # a call tells more than a complaint
        near = [edge for edge in self.graph.edges if dealt(self.graph, *edge)]
        found = paths(self.graph.edge_subgraph(near), start, through)
        found = paths(self.graph, start, through) | found
        return {node: way for node, way in found.items() if node in through - start}


def surroundings(evidence: Evidence, seeds: set[str]) -> Surroundings:
    """The links that reach outside. Outsiders: all but accounts at work; leavers are outside."""
    staff = evidence.colleagues
    graph = reaching(web(evidence.ties, staff))
    linked = sorted(token for kind, token in graph if kind == "actor")
    looked = evidence.pairs.filter(evidence.pairs.actor.isin(linked or [""]))
    known = set(looked.select("actor").distinct().to_pandas()["actor"]) | set(staff["actor"])
    known = (known - set(evidence.gone)) | seeds
    outsiders = {node for node in graph if node[0] != "actor" or node[1] not in known}
    return Surroundings(graph, outsiders)


def with_complaints(around: Surroundings, rows: pd.DataFrame) -> Surroundings:
    """The same with an edge from each account to each contact its people complained of."""
    graph = around.graph.copy()
    for row in rows.to_dict("records"):
        tie(graph, ("actor", row["actor"]), contact(row), NAMED, row["opened"])
    contacts = {contact(row) for row in rows.to_dict("records")}
    return Surroundings(graph, around.outsiders | contacts)


def contact(row: Mapping[Hashable, Any]) -> Node:
    """A complaint's contact as a node: a phone, or an account (WeChat, card); or where leads turned
    up, who are nobody."""
    kind = {"phone": "phone", LEADS: LEADS}.get(row["contact_kind"], "account")
    return kind, row["contact"]


def groups(
    evidence: Evidence, backbone: nx.Graph[Any], cores: list[frozenset[str]]
) -> tuple[Surroundings, list[Group]]:
    """Cores, alerted accounts and those that opened a contact's victims beyond chance, bound
    together through outsiders, with all who belong to them."""
    firm = [core for core in cores if len(core) > 2 or very_strong(backbone, core)]
    seeds = {account for core in firm for account in core} | set(evidence.alerted)
    victims = Victims(evidence)
    seeds |= set(victims.covering()["actor"])
    around = surroundings(evidence, seeds)
    single = {account: frozenset({account}) for account in seeds}
    around = with_complaints(around, victims.exposed(single))
    bound = merged(around.graph, around.outsiders, firm, seeds)
    complaints = victims.exposed({str(k): one for k, one in enumerate(bound)})
    whole = [
        group(evidence, around, accounts, complaints[complaints["actor"] == str(k)])
        for k, accounts in enumerate(bound)
    ]
    return around, [one for one in whole if stands(one, evidence, around, firm)]


def very_strong(backbone: nx.Graph[Any], core: frozenset[str]) -> bool:
    """Two accounts whose overlap alone is beyond doubt; they still need evidence from elsewhere."""
    a, b = sorted(core)
    return bool(backbone.edges[a, b]["q"] <= PAIR_Q)


def group(
    evidence: Evidence, around: Surroundings, accounts: frozenset[str], complaints: pd.DataFrame
) -> Group:
    """The accounts, all outsiders within reach, contacts of complaints, accounts drawn in."""
    named = {
        contact(row): (row["opened"], row["of"], row["expected"], row["p"])
        for row in complaints.to_dict("records")
    }
    start = ("actor", min(accounts))
    more = drawn(evidence, around, set(around.around(accounts)) | set(named), accounts)
    path = around.around(accounts | more)
    path |= {node: [start, node] for node in named if node not in path}
    return Group(accounts, path, named, more)


def drawn(
    evidence: Evidence, around: Surroundings, outside: set[Node], accounts: frozenset[str]
) -> frozenset[str]:
    """Known accounts that belong to the ring by whom they deal with."""
    low = evidence.suspicion.loc[evidence.suspicion["p"] <= LEANING, "actor"]
    graph, inside = around.graph, {("actor", account) for account in accounts}
    known = {other for node in outside if node in graph for other in graph[node]}
    known = {one for one in known if one[0] == "actor"} - around.outsiders - inside
    own = {node for node in outside if node in graph
           and len({*graph[node]} - around.outsiders - inside) == 1}  # fmt: skip
    firm = {node for node in outside if node in graph and named_to(graph, node, inside)}
    firm |= {node for node in own if len(inside & {*graph[node]}) >= DEALING}
    leaning = {("actor", actor) for actor in low}
    belongs = {one for one in known if (one in leaning and firm & {*graph[one]})
               or (own & {*graph[one]} and len(inside & {*graph[one]}) > 1)}  # fmt: skip
    return frozenset(token for _, token in belongs)


def named_to(graph: nx.Graph[Any], node: Node, inside: set[Node]) -> bool:
    """Whether people that the ring opened complained of an outsider."""
    near = inside & {*graph[node]}
    return any(NAMED in graph.edges[node, one]["relations"] for one in near)


def stands(
    one: Group, evidence: Evidence, around: Surroundings, cores: list[frozenset[str]]
) -> bool:
    """Three accounts of one core do by themselves; two need an outsider, a leaver among them or an
    alert; several alerted ones are bound by outsiders; one alone needs an outsider both linked and
    named."""
    inside = [core for core in cores if core <= one.accounts]
    if any(len(core) > 2 for core in inside):
        return True
    if inside:
        return bool(one.path) or bool(one.accounts & {*evidence.alerted, *evidence.gone})
    if len(one.accounts) > 1:
        return True
    (account,) = (("actor", account) for account in one.accounts)
    if account not in around.graph:
        return False
    near = (set(edge["relations"]) for edge in around.graph[account].values())
    return any(NAMED in relations and relations - {NAMED} for relations in near)
