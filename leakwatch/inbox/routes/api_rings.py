"""Rings for programs: the list, one ring, its days, its evidence graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from leakwatch.access import Right
from leakwatch.inbox import ringing, rings
from leakwatch.inbox.desk import Visitor, needs
from leakwatch.inbox.rings import Moments, Told
from leakwatch.inbox.seen import viewed
from leakwatch.inbox.words import PLAIN, Number
from leakwatch.store import ring_lists
from leakwatch.store.ring_lists import Page

router = APIRouter(prefix="/api/v1/rings", tags=["rings"])
Seeing = Annotated[Visitor, Depends(needs(Right.SEE))]
Standing = Annotated[str, Query(pattern=f"^({'|'.join(ring_lists.STANDING)})$")]
Sort = Annotated[str, Query(pattern=f"^-?({'|'.join(ring_lists.SORTS)})$")]
Text = Annotated[str, Query(max_length=ringing.LONGEST, pattern=PLAIN)]


@dataclass(frozen=True)
class Graph:
    """The evidence graph as node-link JSON: nodes with id, member, kind, side, role, because, x, y;
    edges with source, target, kind, because and, where it is counted, shared, expected, p."""

    directed: bool
    multigraph: bool
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


@router.get("")
def listed(
    asking: Seeing, standing: Standing = "standing", text: Text = "", sort: Sort = "p",
    page: Number = 1,
) -> Page:  # fmt: skip
    """The rings, a page of 50 at a time; `text` is a name or how a member's token begins."""
    said = {"standing": standing, "text": text, "sort": sort, "page": f"{page}"}
    asked = ringing.wanted(said, asking.user.actor)
    with asking.desk.store.reading() as session:
        return ring_lists.page(session, asked)


@router.get("/{ring}")
def one(ring: str, asking: Seeing) -> Told:
    """One ring with members, ties, what became of it, its alerts and matters; on the trail."""
    seen = ringing.found(asking, ring)
    viewed(asking, ring, page="ring")
    return seen.told


@router.get("/{ring}/days")
def days(ring: str, asking: Seeing) -> Moments:
    """When each account opened the shared people, and the ring without each account; on the
    trail."""
    seen = ringing.found(asking, ring)
    viewed(asking, ring, page="ring days")
    return rings.moments(asking, seen)


@router.get("/{ring}/graph")
def graph(ring: str, asking: Seeing) -> Graph:
    """The evidence graph, laid out; on the trail."""
    from leakwatch.rings.found import Rings
    from leakwatch.rings.writing import node_link, whole

    seen = ringing.found(asking, ring)
    viewed(asking, ring, page="ring")
    line, found = seen.told.ring, Rings(seen.ring.members, seen.ring.ties)
    # what takes long is where everybody stands
    key = ("ring graph", ring, line.last_seen, line.standing)
    return asking.desk.lookup.remembered(key, (), lambda: Graph(**node_link(whole(found))))
