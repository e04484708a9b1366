"""The members and ties of a ring by number, in the order they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from leakwatch.store.rings import ACCOUNTS
from leakwatch.tokens import TOKEN

if TYPE_CHECKING:
    from leakwatch.rings.found import Ring

#: in the order they are read
SIDES = ("inside", "outside")
ROLES = ("source", "approver", "lender", "relay", "broker", "buyer", "other")
#: letters of a token that are shown
SHOWN = 8


@dataclass(frozen=True)
class Member:
    """One member; `joined` is when the search first counted it in."""

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
class Look:
    """How many of the shared people an account opened on a day."""

    actor: str
    day: date
    people: int


def members(ring: Ring, joined: Mapping[str, datetime], first: datetime) -> list[Member]:
    """The members in the order they are read: those inside first, by role, kind and name; `joined`
    where one came later than the ring was `first` seen."""
    rows = sorted(ring.members.to_dict("records"), key=_place)
    return [
        Member(number, row["member"], row["kind"], row["side"], row["role"], row["because"],
               joined.get(row["member"], first))
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


def short(member: str) -> str:
    """A token's first letters; what is no token stays whole.

    >>> short("29a9e4dfb16ac41ec6785d10041a9181"), short("lender/10.31.3.141")
    ('29a9e4df', 'lender/10.31.3.141')
    """
    return member[:SHOWN] if TOKEN.fullmatch(member) else member
