"""What is said of a ring, its members and its ties; lead material, never that anybody is guilty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.inbox.rings import Told, short
from leakwatch.store import changes
from leakwatch.store.lists import severities

if TYPE_CHECKING:
    from datetime import datetime

    from leakwatch.inbox.rings import Member, Tie
    from leakwatch.language import Say
    from leakwatch.store.ring_lists import Line

__all__ = ["became", "means", "member", "severities", "small", "tie"]

#: words of the tables that mean something else elsewhere, as pages say them
ROLES = {"source": "source account"}
TIES = {
    "people": "same people", "looks": "same people, by all looks", "list": "same order",
    "clients": "former clients", "device": "one device", "place": "one place",
    "approval": "approvals", "link": "contacts", "complaint": "complaints",
}  # fmt: skip
STANDING = {"standing": "found by the latest search", "apart": "no longer found",
            "any": "all rings"}  # fmt: skip

#: the ring's own deals and as many dealt anew (see rings.dealt)
DEALS = 999
BECAME = {
    changes.FOUND: "the ring was found", changes.APART: "no longer found",
    changes.AGAIN: "found again", changes.JOINED: "{member} joined",
    changes.LEFT: "{member} is found in it no longer",
}  # fmt: skip


def small(p: float | None) -> str:
    """A probability in few letters.

    >>> small(3.5655e-187), small(0.0123), small(1.0), small(None)
    ('3.6e-187', '0.012', '1', '')
    """
    return "" if p is None else f"{p:.2g}"


def role(name: str) -> str:
    """A role as pages say it."""
    return ROLES.get(name, name)


def member(one: Member, say: Say) -> str:
    """A member in a sentence."""
    return f"{say(one.kind)} {one.short} · {say(role(one.role))} ({say(one.side)}): {one.because}"


def tie(one: Tie, say: Say) -> str:
    """A tie in a sentence, with what chance gives where it is counted."""
    said = f"{short(one.a)} – {short(one.b)}: {one.because}"
    if one.shared is None:
        return said
    more = say("{shared} in common, expected by chance {expected}, p {p}").format(
        shared=f"{one.shared:g}", p=small(one.p),
        expected="?" if one.expected is None else small(one.expected),
    )  # fmt: skip
    return f"{said}; {more}"


def means(line: Line, say: Say) -> list[str]:
    """What the numbers of a ring mean, a sentence each."""
    out = [say("p {p}: how likely chance alone makes a group of accounts with as much in common, "
               "all groups of its size counted").format(p=small(line.p))]  # fmt: skip
    if line.permutation_p is None:
        out.append(say("its members opened nobody in common, so that nothing was dealt anew"))
        return out
    times = round(line.permutation_p * (DEALS + 1)) - 1
    out.append(
        say("permutation p {p}: the looks of each branch and week were dealt at random among the "
            "accounts that made them, {deals} times; the members met as often in {times} of these")
        .format(p=small(line.permutation_p), deals=DEALS, times=max(times, 0))
    )  # fmt: skip
    return out


def became(told: Told, say: Say) -> list[tuple[datetime, str, str | None]]:
    """What became of the ring: when, the sentence, and the member it is of."""
    return [
        (one.at, say(BECAME.get(one.what, one.what)).format(member=short(one.member or "")),
         one.member)
        for one in told.changes
    ]  # fmt: skip
