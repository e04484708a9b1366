"""A ring's rows: who is in it, on which side, in which role, and because of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.holding import bound
from leakwatch.rings.kinds import approvals, clients
from leakwatch.rings.leads import LEADS
from leakwatch.rings.reasons import of_account, of_outsider
from leakwatch.rings.roles import inside_role, outside_role, standing
from leakwatch.rings.significance import FALSE_SHARE

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.rings.outside import Group
    from leakwatch.rings.spots import Spot
    from leakwatch.rings.story import Story
    from leakwatch.rings.web import Node

Row = tuple[str, str, str, str, str]  # member, kind, side, role, because


def rows(group: Group, story: Story) -> list[Row]:
    """All members of one ring."""
    common = [one for one in story.spots if one.host in group.inside and one.guests & group.inside]
    lent = {account for one in common for account in one.guests & group.inside}
    out = [account_row(group, story, account, account in lent) for account in group.inside]
    out += [outsider_row(group, story, node) for node in group.path if node[0] != LEADS]
    out += [spot_row(group, story, one) for one in common]
    return sorted({row[0]: row for row in out}.values(), key=lambda row: (row[2], row[0]))


def account_row(group: Group, story: Story, account: str, lent: bool) -> Row:
    """An account of the ring; a leaver's stands outside if he had left before it began."""
    known = (story.backbone, story.held.joined, story.evidence.alerted)
    opened = account not in group.drawn and any(account in one for one in known)
    approves = bool(bound(story.held.bonds, group.inside, account, approvals.KIND))
    approves |= account in story.held.approvers
    role = inside_role(borrowed=lent, opened=opened, approves=approves)
    because = list(of_account(group, story, account))
    gone = story.evidence.gone
    if account not in gone:
        return account, "actor", "inside", role, "; ".join(because)
    side = "outside" if left_before(gone[account], story, group) else "inside"
    return account, "staff", side, role, "; ".join([*because, story.say("its owner has left")])


def left_before(day: pd.Timestamp, story: Story, group: Group) -> bool:
    """True where the leave date lies before the ring's first look at a person it shares, or one of
    them is not known; and where only former clients bind the ring: his own looks were his work."""
    bonds = story.held.within(group.inside)
    if set(bonds.loc[bonds["q"] <= FALSE_SHARE, "kind"]) == {clients.KIND}:
        return True
    first = [story.began[account] for account in group.accounts if account in story.began]
    return not first or not day >= min(first)


def spot_row(group: Group, story: Story, one: Spot) -> Row:
    """A device or place of a member at which others of the ring work."""
    said = story.say("the seat of one member; others of other branches ({others}) work there too")
    return (one.name, one.kind, "inside", "other",
            said.format(others=len(one.guests & group.inside)))  # fmt: skip


def outsider_row(group: Group, story: Story, node: Node) -> Row:
    """An outsider: kind staff for a leaver, else what he is known by."""
    kind, token = node
    place = standing(story.graph, group, node)
    because = "; ".join(of_outsider(group, story, node, place.accounts))
    staff = kind == "actor" and token in story.evidence.gone
    return token, "staff" if staff else kind, "outside", outside_role(place), because
