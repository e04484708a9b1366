"""The evidence graph of a ring, drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leakwatch.charts.crowd import crowd
from leakwatch.charts.ring import Sentences, legend
from leakwatch.charts.ring import ring as picture
from leakwatch.notebook.drawing import Drawing
from leakwatch.rings import named, words

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from leakwatch.language import Say
    from leakwatch.rings.found import Ring
    from leakwatch.rings.named import Member, Tie

#: of more members nothing is written or said one by one
MOST = 150


def drawn(ring: Ring, members: list[Member], laid: Callable[[], Any], say: Say) -> Drawing:
    """The graph, which `laid` gives laid out; its table has the members."""
    name = say("evidence graph of ring {name}").format(name=ring.name)
    ties = named.ties(ring, members)
    roles = dict.fromkeys((words.role(one.role), one.side, one.role) for one in members)
    meant = legend(list(roles), [tie.kind for tie in ties], say)
    svg = _large(laid(), members, ties, name) if len(members) > MOST else _whole(
        ring, members, ties, name, say
    )  # fmt: skip
    return Drawing(name, svg, table(members), str(meant), say("members"))


def _whole(ring: Ring, members: list[Member], ties: list[Tie], name: str, say: Say) -> str:
    from leakwatch.rings.circles import around

    def of_member(one: Member) -> str:
        return words.member(one, say)

    def of_tie(one: Tie) -> str:
        return words.tie(one, say)

    spots, circle = around(ring.evidence())
    return picture(name, members, ties, spots, circle, Sentences(of_member, of_tie))


def _large(graph: Any, members: list[Member], ties: list[Tie], name: str) -> str:
    spots = {node: (said["x"], said["y"]) for node, said in graph.nodes(data=True)}
    return crowd(name, members, ties, spots)


def table(members: list[Member]) -> pd.DataFrame:
    """The members as rows."""
    import pandas as pd

    rows = [(one.number, one.member, one.kind, one.side, one.role, one.because)
            for one in members]  # fmt: skip
    return pd.DataFrame(rows, columns=["number", "member", "kind", "side", "role", "because"])
