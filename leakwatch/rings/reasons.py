"""Why an account or an outsider is a member of a ring, in sentences with numbers."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from leakwatch.features.places import DEVICE, PLACE
from leakwatch.rings.holding import bound, parts_without
from leakwatch.rings.kinds import approvals, clients, lists, people
from leakwatch.rings.leads import LEADS
from leakwatch.rings.overlap import WITHIN_DAYS
from leakwatch.rings.web import NAMED, dealt, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from leakwatch.rings.outside import Group
    from leakwatch.rings.story import Story
    from leakwatch.rings.web import Node

MET = (people.KIND, people.ALL_LOOKS)
#: what other kinds of evidence say of an account and so many other members
BOUND = {
    lists.KIND: "went through people in the same order as other members ({others})",
    clients.KIND: "shares a leaver's former clients with other members ({others})",
    DEVICE: "works in turns at one device with other members ({others})",
    PLACE: "works in turns at one place with other members ({others})",
    approvals.KIND: "look-ups without a case are approved between it and other members ({others})",
}


def of_account(group: Group, story: Story, account: str) -> Iterator[str]:
    """Sentences for an account: people in common, seats, approvals, outsiders, what hangs on it."""
    yield from of_people(group, story, account)
    if account in story.evidence.alerted:
        p = f"{story.evidence.alerted[account]:.2g}"
        yield story.say("its oddest day has p {p}, with all its days counted").format(p=p)
    hosts = [one for one in story.spots if account in one.guests and one.host in group.inside]
    if hosts:
        yield story.say("works at the device or place of another member beside its own seat")
    if account in story.held.approvers:
        yield story.say("approves members' look-ups without a case far beyond what it gives others")
    for kind, said in BOUND.items():
        if others := len(bound(story.held.bonds, group.inside, account, kind)):
            yield story.say(said).format(others=others)
    yield from of_links(group, story, account)
    if parts := parts_without(group, story, account):
        yield story.say("without it the ring falls apart into {parts}").format(parts=parts)


def of_people(group: Group, story: Story, account: str) -> Iterator[str]:
    """The people an account opened that others of the ring opened too."""
    partners = set(story.backbone[account]) & group.accounts if account in story.backbone else set()
    if met := met_people(story.met, account, partners):
        kinds = (story.backbone.edges[account, other]["kinds"] for other in sorted(partners))
        expected = sum(one[kind]["expected"] for one in kinds for kind in MET if kind in one)
        yield story.say(
            "opened {people} of the same people as other members ({others}) within {days} days; "
            "expected by chance {expected}"
        ).format(people=met, others=len(partners), days=WITHIN_DAYS, expected=f"{expected:.1f}")
    if account in story.held.joined:
        one = story.held.joined[account]
        yield story.say(
            "opened {opened} of the {of} people that two others of the ring opened; expected by "
            "chance {expected}"
        ).format(opened=one.opened, of=one.of, expected=f"{one.expected:.1f}")


def met_people(met: pd.DataFrame, account: str, partners: set[str]) -> int:
    """How many people the account opened that one of the partners opened too."""
    one = met.loc[(met["a"] == account) & met["b"].isin(partners), "subject"]
    two = met.loc[(met["b"] == account) & met["a"].isin(partners), "subject"]
    return len(set(one) | set(two))


def of_links(group: Group, story: Story, account: str) -> Iterator[str]:
    """The outsiders an account deals with, and the leaked samples it covers."""
    graph, start = story.graph, ("actor", account)
    near = [node for node in group.path if graph.has_edge(start, node)]
    if any(kind == LEADS for kind, _ in near):
        yield story.say("opened people of a leaked sample, before it leaked, beyond chance")
    outsiders = sum(dealt(graph, start, node) for node in near)
    accounts = sum(graph.has_edge(start, ("actor", one)) for one in group.inside)
    if account in group.drawn:
        yield story.say(
            "deals with {outsiders} of the ring's outsiders and {accounts} of its accounts"
        ).format(outsiders=outsiders, accounts=accounts)
    elif outsiders:
        said = story.say("deals with {outsiders} of the ring's outsiders")
        yield said.format(outsiders=outsiders)
    named = [node for node in near if NAMED in graph.edges[start, node]["relations"]]
    if contacts := sum(kind != LEADS for kind, _ in named):
        said = story.say("opened, beyond chance, people who complain of its contacts ({contacts})")
        yield said.format(contacts=contacts)


def of_outsider(group: Group, story: Story, node: Node, accounts: int) -> Iterator[str]:
    """Sentences for an outsider: links, the path, complaints."""
    if accounts:
        said = story.say("linked directly to {accounts} of {all} accounts of the ring")
        yield said.format(accounts=accounts, all=len(group.inside))
    way = group.path[node]
    if all(story.graph.has_edge(a, b) for a, b in pairwise(way)):
        yield shown(story.graph, way, story.say)
    if node in group.named:
        opened, of, expected, _ = group.named[node]
        yield story.say(
            "named in complaints of {of} people, {opened} of whom the ring opened before; "
            "expected by chance {expected}"
        ).format(of=of, opened=opened, expected=f"{expected:.1f}")
