"""A ring as its page and the API tell it: numbered members and ties, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leakwatch.rings.named import Look, Member, Tie, members, ties
from leakwatch.store import changes, ring_lists
from leakwatch.store.ring_lists import Line

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Desk, Visitor
    from leakwatch.rings.found import Ring
    from leakwatch.store.alerts import Alert
    from leakwatch.store.matters import Matter


@dataclass(frozen=True)
class Change:
    """What became of the ring, or of one member, and when."""

    at: datetime
    what: str
    member: str | None


@dataclass(frozen=True)
class Told:
    """A ring, whole; `matters` by name."""

    ring: Line
    members: list[Member]
    ties: list[Tie]
    changes: list[Change]
    alerts: list[str]
    matters: list[str]


@dataclass(frozen=True)
class Without:
    """The ring without one account: into how many parts the others fall, and the p of what these
    opened in common."""

    member: str
    parts: int
    p: float


@dataclass(frozen=True)
class Moments:
    """When each account opened the shared people, the ring's p by what was opened, and what it
    would be without each account."""

    looks: list[Look]
    p: float
    without: list[Without]


@dataclass(frozen=True)
class Opened:
    """Everything of one ring that is in the store."""

    told: Told
    ring: Ring
    #: of `Ring.evidence`
    graph: Any
    alerts: list[Alert]
    matters: list[Matter]


def opened(asking: Visitor, name: str) -> Opened | None:
    """The ring of this name; None where there is none, or the visitor is of its members."""
    from leakwatch.rings import kept

    store, own = asking.desk.store, asking.user.actor
    with store.reading() as session:
        line = ring_lists.one(session, name, own)
        if line is None:
            return None
        became = [Change(one.at, one.what, one.member) for one in changes.of(session, name)]
        alerts = ring_lists.alerts(session, name)
        matters = ring_lists.matters(session, name, [one.id for one in alerts], own)
    ring = kept.ring(store, name)
    seen = [one for one in alerts if one.actor != own or own is None]
    joined = {one.member: one.at for one in became
              if one.what == changes.JOINED and one.member}  # fmt: skip
    named = members(ring, joined, line.first_seen)
    told = Told(line, named, ties(ring, named), became,
                [one.id for one in seen], [one.id for one in matters])  # fmt: skip
    return Opened(told, ring, ring.evidence(), seen, matters)


def moments(asking: Visitor, seen: Opened) -> Moments:
    """What the lake knows of the ring's days, and what chance makes of what is left of it."""
    line = seen.told.ring
    made: Moments = asking.desk.lookup.remembered(
        ("ring", line.name, line.last_seen), ("pairs",), lambda: _moments(asking.desk, seen)
    )
    return made


def _moments(desk: Desk, seen: Opened) -> Moments:
    from leakwatch.judging import ledger
    from leakwatch.rings import without
    from leakwatch.rings.moments import moments as asked

    with desk.turn:
        pairs = ledger(desk.house.lake, "pairs", None)
        accounts = int(pairs.actor.nunique().to_pandas())
        rows = asked(pairs, seen.ring)
    looks = [Look(actor, day.date(), int(people))
             for actor, day, people in rows.itertuples(index=False)]  # fmt: skip
    whole = without.chance(without.overlaps(seen.ring), without.accounts_of(seen.graph), accounts)
    left = [Without(one.member, one.parts, 1.0 if one.p is None else one.p)
            for one in without.each(seen.ring, accounts)]  # fmt: skip
    return Moments(looks, whole, left)
