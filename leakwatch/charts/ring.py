"""The evidence graph of a ring: accounts in the middle, outsiders around, each node and tie a link
to its row in the tables below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, log10, pi, sin
from typing import TYPE_CHECKING

from markupsafe import Markup

from leakwatch.charts.svg import tag, words, write
from leakwatch.rings.circles import INNER

if TYPE_CHECKING:
    from leakwatch.language import Say
    from leakwatch.rings.named import Member, Tie

Spot = tuple[float, float]
WIDTH, HEIGHT = 940.0, 540.0
#: room at the sides and below, for writing
ASIDE, BELOW = 62.0, 34.0
RADIUS, GAP, APART = 12.0, 62.0, 16.0
MOST_TIMES = 2.6
#: more members than this carry no writing
WRITTEN = 70
#: corners of the shape of a role, and by how many turns it is turned; none for a circle
CORNERS = {"approver": (4, 1 / 8), "relay": (4, 0.0), "lender": (3, -1 / 4), "broker": (6, 0.0),
           "buyer": (5, -1 / 4)}  # fmt: skip
#: kinds of evidence that are drawn alike
DRAWN = {"people": "opened", "looks": "opened", "list": "opened", "clients": "opened",
         "device": "seat", "place": "seat", "approval": "approval", "link": "link",
         "complaint": "complaint"}  # fmt: skip

LINES = {
    "opened": "opened the same people", "seat": "one device or place", "approval": "approvals",
    "link": "calls, chats, transfers, parcels", "complaint": "named in complaints",
}  # fmt: skip


@dataclass(frozen=True)
class Sentences:
    """What is said of a member and of a tie when it is touched."""

    member: Callable[[Member], str]
    tie: Callable[[Tie], str]


def ring(name: str, members: Sequence[Member], ties: Sequence[Tie], spots: Mapping[str, Spot],
         circle: Mapping[str, int], said: Sentences) -> Markup:  # fmt: skip
    """The drawing; nodes come before ties, so that the keyboard goes through people first."""
    wide, high = size(circle)
    at = {one.number: placed(spots[one.member], wide, high) for one in members}
    nodes = [node(one, at[one.number], said.member(one)) for one in members]
    bows, edges = bowed(ties), []
    for one in ties:
        path = curve(at[one.one], at[one.two], bows[one.number])
        edges.append(edge(one, path, said.tie(one)))
    marks = [mark(one, at[one.number], written=len(members) <= WRITTEN) for one in members]
    drawn = tag(
        "svg", tag("g", *nodes), tag("g", *edges), tag("g", *marks, aria_hidden="true", css="over"),
        role="group", aria_label=name, css="ring-graph", viewBox=f"0 0 {wide:g} {high:g}",
        width=wide, height=high, xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    return Markup(drawn)  # noqa: S704 — everything in it went through escape


def size(circle: Mapping[str, int]) -> Spot:
    """How large the paper must be, so that nobody stands on another."""
    outermost = max(circle.values(), default=0)
    need = 1.0
    for number, many in Counter(circle.values()).items():
        reach = INNER + (1 - INNER) * number / outermost if outermost else 0.7
        need = max(need, many * GAP / (pi * reach * (WIDTH / 2 - ASIDE + HEIGHT / 2 - BELOW)))
    times = min(need, MOST_TIMES)
    return WIDTH * times, HEIGHT * times


def placed(spot: Spot, wide: float, high: float) -> Spot:
    """A spot of -1…1 on paper."""
    x, y = spot
    return (wide / 2 + x * (wide / 2 - ASIDE), high / 2 - 6 + y * (high / 2 - BELOW))


def node(one: Member, at: Spot, said: str) -> str:
    """A member to touch: a link to its row."""
    around = tag("circle", cx=at[0], cy=at[1], r=RADIUS + 6, css="halo")
    return tag("a", tag("title", words(said)), around, href=f"#m{one.number}", aria_label=said,
               data_node=one.number)  # fmt: skip


def mark(one: Member, at: Spot, *, written: bool) -> str:
    """A member to see."""
    label = [write(at[0], at[1] + RADIUS + 13, one.short, "who", "middle")] if written else []
    return tag("g", shape(one.role, one.side, at), *label, data_mark=one.number)


def shape(role: str, side: str, at: Spot, radius: float = RADIUS) -> str:
    """The shape of a role in the colour of a side."""
    css = f"node {side} {role}"
    x, y = at
    if role not in CORNERS:
        return tag("circle", cx=x, cy=y, r=radius * (0.65 if role == "other" else 0.95), css=css)
    many, turned = CORNERS[role]
    turns = [2 * pi * (corner / many + turned) for corner in range(many)]
    reach = radius * (1.25 if many < 5 else 1.1)
    points = " ".join(f"{x + reach * cos(turn):.1f},{y + reach * sin(turn):.1f}" for turn in turns)
    return tag("polygon", points=points, css=css)


def bowed(ties: Sequence[Tie]) -> dict[int, float]:
    """How far each tie bows aside, so that none of two members hides another."""
    many, out, seen = Counter((one.one, one.two) for one in ties), {}, Counter[tuple[int, int]]()
    for one in ties:
        pair = one.one, one.two
        out[one.number] = (seen[pair] - (many[pair] - 1) / 2) * APART
        seen[pair] += 1
    return out


def curve(a: Spot, b: Spot, bow: float) -> str:
    """The path from the edge of one node to that of another, `bow` aside in its middle."""
    away = hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    along = (b[0] - a[0]) / away, (b[1] - a[1]) / away
    cut = min(RADIUS + 3, away / 2)
    x1, y1, x2, y2 = (a[0] + along[0] * cut, a[1] + along[1] * cut,
                      b[0] - along[0] * cut, b[1] - along[1] * cut)  # fmt: skip
    mid = (a[0] + b[0]) / 2 - along[1] * 2 * bow, (a[1] + b[1]) / 2 + along[0] * 2 * bow
    return f"M{x1:.1f} {y1:.1f}Q{mid[0]:.1f} {mid[1]:.1f} {x2:.1f} {y2:.1f}"


def edge(one: Tie, path: str, said: str) -> str:
    """A tie to touch, broader than it is drawn, and the wider the less likely by chance."""
    wide = 1.2 if one.p is None else 1.2 + min(-log10(max(one.p, 1e-300)), 30.0) / 10
    css = f"tie {DRAWN.get(one.kind, 'link')}"
    return tag(
        "a", tag("title", words(said)), tag("path", d=path, css="touch"),
        tag("path", d=path, css=css, stroke_width=wide), href=f"#t{one.number}", aria_label=said,
        data_a=one.one, data_b=one.two,
    )  # fmt: skip


def legend(roles: Sequence[tuple[str, str, str]], kinds: Sequence[str], say: Say) -> Markup:
    """What shapes, colours and lines mean: a list of those that occur; a role as it is called, its
    side, and its name."""
    parts = [
        tag(
            "li", _small(shape(role, side, (11.0, 9.0), 7.0)), words(f"{say(called)} ({say(side)})")
        )
        for called, side, role in roles
    ]
    for drawn in dict.fromkeys(DRAWN.get(kind, "link") for kind in kinds):
        line = tag("path", d="M1 9H21", css=f"tie {drawn}", stroke_width=2)
        parts.append(tag("li", _small(line), words(say(LINES[drawn]))))
    return Markup(tag("ul", *parts, css="legend"))  # noqa: S704 — escaped


def _small(drawn: str) -> str:
    return tag("svg", drawn, width=22, height=18, viewBox="0 0 22 18", aria_hidden="true",
               css="ring-graph key")  # fmt: skip
