"""The evidence graph of a ring to move in and select from; the same module draws it in the inbox.

Below it, for viewers without scripts, stands a static drawing.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

if TYPE_CHECKING:
    import pandas as pd

    from leakwatch.notebook.ring import Ring


class RingWidget(anywidget.AnyWidget):
    """A ring's members and ties, drawn by the browser.

    `selected` are tokens, by click or from the list below; `selection` is what the ring says of
    them, a DataFrame that can be observed and sent to a matter.
    """

    _esm = (files("leakwatch.inbox") / "static" / "graph.js").read_text(encoding="utf-8")
    graph = traitlets.Dict().tag(sync=True)
    selected = traitlets.List(traitlets.Unicode()).tag(sync=True)
    selection: Any = traitlets.Any()

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        super().__init__(graph=told(ring), selection=ring.members.head(0))

    @traitlets.validate("selected")
    def _of_the_ring(self, proposal: dict[str, Any]) -> list[str]:
        """What a browser says is no more than a wish."""
        members = {*self.ring.members["member"]}
        return [one for one in dict.fromkeys(proposal["value"]) if one in members]

    @traitlets.observe("selected")
    def _follow(self, change: dict[str, Any]) -> None:
        members: pd.DataFrame = self.ring.members
        mine = members[members["member"].isin(change["new"])]
        self.selection = mine.reset_index(drop=True)

    def _ipython_display_(self) -> None:
        """The static drawing, which the one that is alive hides; then that."""
        from IPython.display import publish_display_data

        still = {"image/svg+xml": self.ring.map()._repr_svg_(), "text/plain": repr(self.ring)}
        for data in (still, (self._repr_mimebundle_() or ({},))[0]):
            publish_display_data(data=data)  # type: ignore[no-untyped-call]

    def __repr__(self) -> str:
        return f"{self.ring!r}, {len(self.selected)} selected"


def told(ring: Ring) -> dict[str, Any]:
    """The evidence graph as the browser takes it."""
    from leakwatch.rings.writing import node_link

    graph = ring.graph()
    for _, _, kind, said in graph.edges(keys=True, data=True):
        said["kind"] = kind
    return node_link(graph)
