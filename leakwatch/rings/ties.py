"""What joins the members of a ring, a row a kind of evidence between two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.features.places import DEVICE, PLACE
from leakwatch.rings.kinds import approvals, clients, lists, people
from leakwatch.rings.leads import LEADS
from leakwatch.rings.web import NAMED, worded

if TYPE_CHECKING:
    from leakwatch.rings.outside import Group
    from leakwatch.rings.story import Story

#: a, b, kind, because, shared, expected, p
Row = tuple[str, str, str, str, float | None, float | None, float | None]
LINK, COMPLAINT = "link", "complaint"
SAID = {
    people.KIND: "opened the same people without a case",
    people.ALL_LOOKS: "opened the same people",
    lists.KIND: "went through the same people in the same order",
    clients.KIND: "opened the people the other used to serve",
    DEVICE: "used the same device",
    PLACE: "used the same place",
    approvals.KIND: "approved the other's look-ups",
}


def tie_rows(group: Group, story: Story) -> list[Row]:
    """Bonds of the ring's accounts, links and complaints; the numbers are those of bonds."""
    inside = group.inside
    bonds = story.held.within(inside)
    columns = ["a", "b", "kind", "shared", "expected", "p"]
    out: list[Row] = [
        (a, b, kind, story.say(SAID[kind]), *numbers)
        for a, b, kind, *numbers in bonds[columns].itertuples(index=False)
    ]
    nodes = {("actor", account) for account in inside}
    nodes |= {node for node in group.path if node[0] != LEADS}
    links = story.graph.subgraph(nodes & set(story.graph))
    for a, b in links.edges:
        said, low, high = worded(story.graph, a, b, story.say), *sorted((a[1], b[1]))
        named = set(story.graph.edges[a, b]["relations"]) == {NAMED}
        out.append((low, high, COMPLAINT if named else LINK, said, None, None, None))
    return sorted(out, key=lambda row: row[:3])
