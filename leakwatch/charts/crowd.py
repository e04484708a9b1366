"""The evidence graph of a ring too large for writing: a line a tie, a dot a member, one path for
all that are drawn alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from leakwatch.charts.ring import ASIDE, DRAWN, Spot, placed
from leakwatch.charts.svg import drawing, tag

if TYPE_CHECKING:
    from markupsafe import Markup

    from leakwatch.rings.named import Member, Tie

WIDTH, HEIGHT = 940.0, 940.0 - 2 * ASIDE
DOT = 3.0


def crowd(name: str, members: Sequence[Member], ties: Sequence[Tie],
          spots: Mapping[str, Spot]) -> Markup:  # fmt: skip
    """The drawing; ties lie below members, those inside below those outside, who are fewer."""
    at = {one.number: placed(spots[one.member], WIDTH, HEIGHT) for one in members}
    lines, dots = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for tie in ties:
        (x1, y1), (x2, y2) = at[tie.one], at[tie.two]
        kind = DRAWN.get(tie.kind, "link")
        lines[kind].append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
    for one in members:
        x, y = at[one.number]
        # two half circles, as a path has them
        half = f"a{DOT:g} {DOT:g} 0 1 0"
        dots[one.side].append(f"M{x - DOT:.1f} {y:.1f}{half} {2 * DOT:g} 0{half} {-2 * DOT:g} 0")
    drawn = [tag("path", d="".join(each), css=f"tie {kind} many") for kind, each in lines.items()]
    drawn += [tag("path", d="".join(dots[side]), css=f"node {side} small")
              for side in ("inside", "outside") if side in dots]  # fmt: skip
    return drawing(name, WIDTH, HEIGHT, *drawn)
