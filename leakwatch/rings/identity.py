"""A ring keeps its name from run to run while most of it is still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

HALF = 0.5


def named(
    rings: Sequence[frozenset[str]], earlier: Mapping[str, frozenset[str]] | None = None
) -> list[str]:
    """A name for each ring, in the given order: the earlier ring's of the largest overlap, if that
    is at least half of the smaller of the two; else the next number.

    >>> named([frozenset("xyz"), frozenset("abcd")], {"R7": frozenset("abc")})
    ['R8', 'R7']
    """
    known = dict(earlier or {})
    claims = sorted(
        (-len(ring & members), number(name), name, place)
        for place, ring in enumerate(rings)
        for name, members in known.items()
        if ring & members and len(ring & members) >= HALF * min(len(ring), len(members))
    )
    names: dict[int, str] = {}
    for _, _, name, place in claims:
        if place not in names and name not in names.values():
            names[place] = name
    following = max((number(name) for name in known), default=0) + 1
    fresh = iter(range(following, following + len(rings)))
    return [names[place] if place in names else f"R{next(fresh)}" for place in range(len(rings))]


def number(name: str) -> int:
    """The number in a ring's name; 0 for a name of another form."""
    digits = name.removeprefix("R")
    return int(digits) if digits.isdecimal() else 0
