"""A ring as its page and the API tell it: numbered members and ties, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from leakwatch.store import changes, ring_lists
from leakwatch.store.ring_lists import Line
from leakwatch.store.rings import ACCOUNTS

if TYPE_CHECKING:
    from leakwatch.inbox.desk import Desk, Visitor
    from leakwatch.rings.found import Ring
    from leakwatch.store.alerts import Alert
    from leakwatch.store.matters import Matter

#: in the order they are read
SIDES = ("inside", "outside")
ROLES = ("source", "approver", "lender", "relay", "broker", "buyer", "other")
#: letters of a token that are shown
SHOWN = 8


@dataclass(frozen=True)
class Member:
    """One member; `joined` is when the search first counted it in, `days` the kind's own."""

    number: int
    member: str
    kind: str
    side: str
    role: str
    because: str
    joined: datetime

    @property
    def is_account(self) -> bool:
        """True for an account of an organisation, which has a page."""
        return self.kind in ACCOUNTS

    @property
    def short(self) -> str:
        """How it is named where there is little room."""
        return short(self.member)


@dataclass(frozen=True)
class Tie:
    """Evidence of one kind between two members, by number too (`one`, `two`); the numbers are
    empty where nothing is counted."""

    number: int
    a: str
    b: str
    one: int
    two: int
    kind: str
    because: str
    shared: float | None
    expected: float | None
    p: float | None


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
class Look:
    """How many of the shared people an account opened on a day."""

    actor: str
    day: date
    people: int


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
    named = members(ring, line, became)
    told = Told(line, named, ties(ring, named), became,
                [one.id for one in seen], [one.id for one in matters])  # fmt: skip
    return Opened(told, ring, ring.evidence(), seen, matters)


def members(ring: Ring, line: Line, became: list[Change]) -> list[Member]:
    """The members in the order they are read: those inside first, by role, kind and name."""
    joined = {one.member: one.at for one in became if one.what == changes.JOINED}
    rows = sorted(ring.members.to_dict("records"), key=_place)
    return [
        Member(number, row["member"], row["kind"], row["side"], row["role"], row["because"],
               joined.get(row["member"], line.first_seen))
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


def _place(row: Any) -> tuple[int, int, str, str]:
    places = [names.index(row[name]) if row[name] in names else len(names)
              for name, names in (("side", SIDES), ("role", ROLES))]  # fmt: skip
    return places[0], places[1], row["kind"], row["member"]


def ties(ring: Ring, named: list[Member]) -> list[Tie]:
    """The ties, between the members of low numbers first."""
    number = {one.member: one.number for one in named}
    rows = [
        (*sorted((number[row["a"]], number[row["b"]])), row["kind"], row)
        for row in ring.ties.to_dict("records")
        if row["a"] in number and row["b"] in number
    ]
    found = sorted(rows, key=lambda row: row[:3])
    return [
        Tie(place, named[one - 1].member, named[two - 1].member, one, two, kind, row["because"],
            *(None if row[name] != row[name] else row[name]
              for name in ("shared", "expected", "p")))
        for place, (one, two, kind, row) in enumerate(found, start=1)
    ]  # fmt: skip


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


def short(member: str) -> str:
    """A token's first letters; what is no token stays whole.

    >>> short("29a9e4dfb16ac41ec6785d10041a9181"), short("lender/10.31.3.141")
    ('29a9e4df', 'lender/10.31.3.141')
    """
    token = len(member) == 32 and set(member) <= set("0123456789abcdef")
    return member[:SHOWN] if token else member
