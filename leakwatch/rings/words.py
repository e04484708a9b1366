"""What is said of a member and of a tie; lead material, never that anybody is guilty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leakwatch.rings.named import short

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.rings.named import Member, Tie

#: words of the tables that mean something else elsewhere, as pages say them
ROLES = {"source": "source account"}
TIES = {
    "people": "same people", "looks": "same people, by all looks", "list": "same order",
    "clients": "former clients", "device": "one device", "place": "one place",
    "approval": "approvals", "link": "contacts", "complaint": "complaints",
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
